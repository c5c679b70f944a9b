package weir.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Java client as one of the clients under comparison. The command line is that of python/wire.py:
 * {@code codecs | produce BOOTSTRAP PLAN | consume BOOTSTRAP PLAN | member BOOTSTRAP TOPIC GROUP ASSIGNOR}, and
 * {@code append BOOTSTRAP PLAN}, which produces to topics that exist; {@code push BOOTSTRAP TOPIC CLIENT}, see {@link Pushing};
 * {@code count-words BOOTSTRAP APPLICATION INPUT OUTPUT PROTOCOL GUARANTEE STATE-DIRECTORY HOST:PORT}, see {@link WordCount}.
 */
public final class Driver {
    private Driver() {
    }

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "codecs" -> System.out.println("[\"none\",\"gzip\",\"snappy\",\"lz4\",\"zstd\"]");
            case "produce" -> answer(produce(args[1], topics(args[2])));
            case "append" -> answer(append(args[1], topics(args[2])));
            case "consume" -> answer(consume(args[1], topics(args[2])));
            case "push" -> Pushing.run(args[1], args[2], args[3]);
            case "member" -> Member.run(args[1], args[2], args[3], args[4]);
            case "count-words" -> WordCount.run(args[1], args[2], args[3], args[4], args[5], args[6], args[7], args[8]);
            default -> throw new IllegalArgumentException("unknown command " + args[0]);
        }
    }

    private static JsonNode topics(String plan) throws Exception {
        return Wire.JSON.readTree(new File(plan)).get("topics");
    }

    private static void answer(ObjectNode topics) throws Exception {
        ObjectNode node = Wire.JSON.createObjectNode();
        node.set("topics", topics);
        System.out.println(Wire.JSON.writeValueAsString(node));
    }

    private static ObjectNode produce(String bootstrap, JsonNode topics) throws Exception {
        List<NewTopic> created = new ArrayList<>();
        topics.forEach(t -> created.add(new NewTopic(t.get("name").asText(), t.get("partitions").asInt(), (short) 1)
            .configs(Map.of("retention.ms", "-1"))));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(created).all().get();
        }
        return append(bootstrap, topics);
    }

    private static ObjectNode append(String bootstrap, JsonNode topics) throws Exception {
        ObjectNode offsets = Wire.JSON.createObjectNode();
        for (JsonNode topic : topics) {
            offsets.set(topic.get("name").asText(), produceTopic(bootstrap, topic));
        }
        return offsets;
    }

    private static ArrayNode produceTopic(String bootstrap, JsonNode topic) throws Exception {
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", bootstrap, "compression.type", topic.get("compression").asText(), "linger.ms", "20");
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (JsonNode r : topic.get("records")) {
                var record = new ProducerRecord<>(topic.get("name").asText(), r.get("partition").asInt(), r.get("timestamp").asLong(),
                    Wire.decode(r.get("key")), Wire.decode(r.get("value")));
                r.get("headers").forEach(h -> record.headers().add(h.get(0).asText(), Wire.decode(h.get(1))));
                sent.add(producer.send(record));
            }
        }
        ArrayNode delivered = Wire.JSON.createArrayNode();
        for (Future<RecordMetadata> at : sent) {
            delivered.addArray().add(at.get().partition()).add(at.get().offset());
        }
        return delivered;
    }

    private static ObjectNode consume(String bootstrap, JsonNode topics) {
        ObjectNode read = Wire.JSON.createObjectNode();
        List<TopicPartition> partitions = new ArrayList<>();
        int wanted = 0;
        for (JsonNode topic : topics) {
            String name = topic.get("name").asText();
            read.putArray(name);
            wanted += topic.get("count").asInt();
            for (int p = 0; p < topic.get("partitions").asInt(); p++) {
                partitions.add(new TopicPartition(name, p));
            }
        }
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", "false");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.currentTimeMillis() + Wire.PATIENCE_MS;
            while (wanted > 0 && System.currentTimeMillis() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    read.withArray(record.topic()).add(Wire.record(record));
                    wanted--;
                }
            }
        }
        return read;
    }
}
