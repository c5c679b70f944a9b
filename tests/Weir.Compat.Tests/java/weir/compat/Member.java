package weir.compat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One member of a group: prints what it is assigned and reads, commits after every poll, leaves when a line is read. */
final class Member implements ConsumerRebalanceListener {
    private Member() {
    }

    static void run(String bootstrap, String topic, String group, String assignor) throws IOException {
        AtomicBoolean stop = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            try {
                System.in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                stop.set(true);
            }
        });
        reader.setDaemon(true);
        reader.start();
        Map<String, Object> settings = new HashMap<>(Map.of(
            "bootstrap.servers", bootstrap,
            "group.id", group,
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false"));
        settings.putAll(assignor.equals("consumer")
            ? Map.of("group.protocol", "consumer")
            : Map.of(
                "partition.assignment.strategy", "org.apache.kafka.clients.consumer."
                    + (assignor.equals("range") ? "RangeAssignor" : "CooperativeStickyAssignor"),
                "session.timeout.ms", "10000",
                "heartbeat.interval.ms", "500"));
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic), new Member());
            while (!stop.get()) {
                var records = consumer.poll(Duration.ofMillis(100));
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    System.out.println(Wire.JSON.writeValueAsString(Wire.record(record).put("event", "record")));
                }
                if (!records.isEmpty()) {
                    consumer.commitSync();
                }
            }
        }
        Wire.event(System.out, "left", new int[0]);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        print("assigned", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        print("revoked", partitions);
    }

    private static void print(String name, Collection<TopicPartition> partitions) {
        try {
            Wire.event(System.out, name, partitions.stream().mapToInt(TopicPartition::partition).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
