package weir.compat;

/** Thrown where a tool would have ended the JVM. An Error, so that a tool's own catch of Exception lets it through. */
final class ExitRequested extends Error {
    private static final long serialVersionUID = 1L;

    ExitRequested(String message) {
        super(message);
    }
}
