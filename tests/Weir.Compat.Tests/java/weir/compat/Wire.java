package weir.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Records as JSON: keys, values and header values in base64, so that null, empty and binary stay apart. */
final class Wire {
    static final ObjectMapper JSON = new ObjectMapper();
    static final long PATIENCE_MS = 60_000;

    private Wire() {
    }

    static byte[] decode(JsonNode text) {
        return text == null || text.isNull() ? null : Base64.getDecoder().decode(text.asText());
    }

    static String encode(byte[] data) {
        return data == null ? null : Base64.getEncoder().encodeToString(data);
    }

    static ObjectNode record(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode node = JSON.createObjectNode();
        node.put("partition", record.partition());
        node.put("offset", record.offset());
        node.put("timestamp", record.timestamp());
        node.put("key", encode(record.key()));
        node.put("value", encode(record.value()));
        ArrayNode headers = node.putArray("headers");
        for (Header header : record.headers()) {
            headers.addArray().add(header.key()).add(encode(header.value()));
        }
        return node;
    }

    static void event(PrintStream out, String name, int[] partitions) throws IOException {
        ObjectNode node = JSON.createObjectNode().put("event", name);
        ArrayNode list = node.putArray("partitions");
        Arrays.stream(partitions).forEach(list::add);
        out.println(JSON.writeValueAsString(node));
    }
}
