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
import org.apache.kafka.common.utils.Exit;

/**
 * Runs the main methods of Kafka's own tools one after the other in one JVM, because starting a JVM costs more than
 * most of them do. Reads {@code {"class","args","stdin"}} a line, answers {@code {"exit","out","err"}} a line.
 */
public final class ToolHost {
    private ToolHost() {
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        Exit.setExitProcedure((status, message) -> {
            throw new ExitRequested(status, message);
        });
        Exit.setHaltProcedure((status, message) -> {
            throw new ExitRequested(status, message);
        });
        Exit.setShutdownHookAdder((name, hook) -> { });
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(Wire.JSON.writeValueAsString(run(Wire.JSON.readTree(line))));
            answers.flush();
        }
        Runtime.getRuntime().halt(0);
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
        } finally {
            System.out.flush();
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
        try {
            Class<?> tool = Class.forName(request.get("class").asText(), true, new ToolLoader());
            tool.getMethod("main", String[].class).invoke(null, (Object) arguments);
            return 0;
        } catch (InvocationTargetException e) {
            ExitRequested requested = ExitRequested.in(e.getCause());
            if (requested != null) {
                return requested.status();
            }
            e.getCause().printStackTrace(System.err);
            return 1;
        }
    }
}
