package weir.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs the main methods of Kafka's own tools one after the other in one JVM, because starting a JVM costs more than
 * most of them do. Reads {@code {"class","args","stdin"}} a line, answers {@code {"exit","out","err"}} a line.
 */
public final class ToolHost {
    /** The status of the running tool's first wish to exit; some catch what the wish throws and then ask to exit with 1. */
    private static final AtomicReference<Integer> EXIT = new AtomicReference<>();

    /** What the running tool does at the end of its JVM: the console producer, for one, sends its last records only then. */
    private static final List<Runnable> HOOKS = new CopyOnWriteArrayList<>();

    private ToolHost() {
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        Exit.setExitProcedure(ToolHost::exit);
        Exit.setHaltProcedure(ToolHost::exit);
        Exit.setShutdownHookAdder((name, hook) -> HOOKS.add(hook));
        System.setOut(System.err);
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(Wire.JSON.writeValueAsString(run(Wire.JSON.readTree(line))));
            answers.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void exit(int status, String message) {
        EXIT.compareAndSet(null, status);
        throw new ExitRequested(message);
    }

    private static ObjectNode run(JsonNode request) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        var captured = new ByteArrayOutputStream();
        var complaints = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(request.get("stdin").asText().getBytes(StandardCharsets.UTF_8)));
        int exit;
        try {
            exit = call(request);
            HOOKS.forEach(Runnable::run);
        } finally {
            HOOKS.clear();
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
        return Wire.JSON.createObjectNode()
            .put("exit", exit)
            .put("out", captured.toString(StandardCharsets.UTF_8))
            .put("err", complaints.toString(StandardCharsets.UTF_8));
    }

    private static int call(JsonNode request) throws Exception {
        String[] arguments = Wire.JSON.convertValue(request.get("args"), String[].class);
        EXIT.set(null);
        try {
            Class<?> tool = Class.forName(request.get("class").asText(), true, new ToolLoader());
            tool.getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            if (EXIT.get() == null) {
                e.getCause().printStackTrace(System.err);
                return 1;
            }
        }
        return EXIT.get() == null ? 0 : EXIT.get();
    }
}
