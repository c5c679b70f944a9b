package weir.compat;

/** Thrown where a tool would have ended the JVM. An Error, so that a tool's own catch of Exception lets it through. */
final class ExitRequested extends Error {
    private static final long serialVersionUID = 1L;
    private final int status;

    ExitRequested(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    static ExitRequested in(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof ExitRequested requested) {
                return requested;
            }
        }
        return null;
    }
}
