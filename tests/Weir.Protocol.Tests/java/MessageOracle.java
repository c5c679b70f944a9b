import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.Schema;

/**
 * Reads and writes protocol messages with Apache Kafka's own classes, so that tests can compare Weir's bytes with theirs.
 * <p>
 * Commands:
 * <pre>
 * generate SEED COUNT TYPES OUT   random messages of every version of every type
 * defaults TYPES OUT              untouched messages of every version of every type, each list of structures with one untouched element
 * echo IN OUT                     reads each message and writes it again
 * describe TYPES OUT              versions and flexible versions of every type, as text
 * apis OUT                        versions and header versions of every API, as text
 * </pre>
 * TYPES holds lines "name lowest highest". Message files are sequences of: name (UTF), version (int16), length (int32),
 * bytes; a length of -1 is followed by a text (UTF) that says why there are none.
 */
public final class MessageOracle {
    private static final String[] PACKAGES = {
        "org.apache.kafka.common.message.",
        "org.apache.kafka.common.metadata.",
        "org.apache.kafka.coordinator.group.generated.", "org.apache.kafka.coordinator.share.generated.", "org.apache.kafka.coordinator.transaction.generated.",
    };

    private MessageOracle() {
    }

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "generate" -> generate(Long.parseLong(args[1]), Integer.parseInt(args[2]), Path.of(args[3]), Path.of(args[4]));
            case "defaults" -> defaults(Path.of(args[1]), Path.of(args[2]));
            case "echo" -> echo(Path.of(args[1]), Path.of(args[2]));
            case "describe" -> describe(Path.of(args[1]), Path.of(args[2]));
            case "apis" -> apis(Path.of(args[1]));
            default -> throw new IllegalArgumentException("Unknown command " + args[0]);
        }
    }

    private static void generate(long seed, int count, Path types, Path out) throws Exception {
        Random random = new Random(seed);
        try (DataOutputStream output = open(out)) {
            for (String line : Files.readAllLines(types)) {
                String[] parts = line.split(" ");
                Class<?> type = classOf(parts[0]);
                for (int version = Integer.parseInt(parts[1]); version <= Integer.parseInt(parts[2]); version++) {
                    for (int i = 0; i < count; i++) {
                        Message message = (Message) type.getDeclaredConstructor().newInstance();
                        new MessageFiller(random).fill(message, schemasOf(type)[version]);
                        writeEntry(output, parts[0], (short) version, encode(message, (short) version));
                    }
                }
            }
        }
    }

    private static void defaults(Path types, Path out) throws Exception {
        try (DataOutputStream output = open(out)) {
            for (String line : Files.readAllLines(types)) {
                String[] parts = line.split(" ");
                Class<?> type = classOf(parts[0]);
                for (short version = Short.parseShort(parts[1]); version <= Short.parseShort(parts[2]); version++) {
                    Message message = (Message) type.getDeclaredConstructor().newInstance();
                    MessageFiller.addElements(message, schemasOf(type)[version]);
                    try {
                        writeEntry(output, parts[0], version, encode(message, version));
                    } catch (RuntimeException e) {
                        writeRefusal(output, parts[0], version, e);
                    }
                }
            }
        }
    }

    private static void echo(Path in, Path out) throws Exception {
        try (InputStream file = Files.newInputStream(in);
             DataInputStream input = new DataInputStream(new java.io.BufferedInputStream(file));
             DataOutputStream output = open(out)) {
            while (true) {
                input.mark(1);
                if (input.read() < 0) {
                    return;
                }
                input.reset();
                String name = input.readUTF();
                short version = input.readShort();
                byte[] bytes = input.readNBytes(input.readInt());
                try {
                    writeEntry(output, name, version, readAndWrite(name, version, bytes));
                } catch (RuntimeException e) {
                    writeRefusal(output, name, version, e);
                }
            }
        }
    }

    private static byte[] readAndWrite(String name, short version, byte[] bytes) throws Exception {
        Message message = (Message) classOf(name).getDeclaredConstructor().newInstance();
        ByteBufferAccessor readable = new ByteBufferAccessor(ByteBuffer.wrap(bytes));
        message.read(readable, version);
        if (readable.remaining() > 0) {
            throw new IllegalStateException(readable.remaining() + " bytes are left over");
        }
        return encode(message, version);
    }

    private static void describe(Path types, Path out) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(types)) {
            String name = line.split(" ")[0];
            Message message = (Message) classOf(name).getDeclaredConstructor().newInstance();
            Schema[] schemas = schemasOf(message.getClass());
            int flexibleFrom = -1;
            for (int version = message.highestSupportedVersion(); version >= message.lowestSupportedVersion(); version--) {
                if (schemas[version].get("_tagged_fields") != null) {
                    flexibleFrom = version;
                }
            }
            lines.add(name + " " + message.lowestSupportedVersion() + " " + message.highestSupportedVersion() + " " + flexibleFrom);
        }
        Files.write(out, lines);
    }

    private static void apis(Path out) throws IOException {
        List<String> lines = new ArrayList<>();
        for (ApiMessageType api : ApiMessageType.values()) {
            for (short version = api.lowestSupportedVersion(); version <= api.highestSupportedVersion(true); version++) {
                lines.add(api.apiKey() + " " + version + " " + api.requestHeaderVersion(version) + " " + api.responseHeaderVersion(version)
                    + " " + (version <= api.highestSupportedVersion(false)));
            }
        }
        Files.write(out, lines);
    }

    private static byte[] encode(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(buffer), cache, version);
        return buffer.array();
    }

    private static Class<?> classOf(String name) throws ClassNotFoundException {
        for (String candidate : new String[] {name + "Data", name}) {
            for (String packageName : PACKAGES) {
                try {
                    return Class.forName(packageName + candidate);
                } catch (ClassNotFoundException e) {
                    // The next package may have it.
                }
            }
        }
        throw new ClassNotFoundException(name + " is in none of " + String.join(", ", PACKAGES));
    }

    private static Schema[] schemasOf(Class<?> type) throws ReflectiveOperationException {
        return (Schema[]) type.getField("SCHEMAS").get(null);
    }

    private static DataOutputStream open(Path out) throws IOException {
        OutputStream file = Files.newOutputStream(out);
        return new DataOutputStream(new java.io.BufferedOutputStream(file));
    }

    private static void writeEntry(DataOutputStream output, String name, short version, byte[] bytes) throws IOException {
        output.writeUTF(name);
        output.writeShort(version);
        output.writeInt(bytes.length);
        output.write(bytes);
    }

    private static void writeRefusal(DataOutputStream output, String name, short version, RuntimeException reason) throws IOException {
        output.writeUTF(name);
        output.writeShort(version);
        output.writeInt(-1);
        output.writeUTF(reason.toString());
    }
}
