package weir.compat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer and a consumer with their defaults, which push metrics when asked to (KIP-714). Each prints its instance id; both live until standard input ends. */
final class Pushing {
    private Pushing() {
    }

    static void run(String bootstrap, String topic, String client) throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", bootstrap));
        settings.put("client.id", client + "-producer");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "measured")).get();
            System.out.println(producer.clientInstanceId(Duration.ofMillis(Wire.PATIENCE_MS)));
            settings.put("client.id", client + "-consumer");
            settings.put("group.id", client);
            settings.put("auto.offset.reset", "earliest");
            try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
                consumer.subscribe(List.of(topic));
                boolean told = false;
                while (System.in.available() == 0) {
                    consumer.poll(Duration.ofMillis(100));
                    if (!told) {
                        System.out.println(consumer.clientInstanceId(Duration.ofMillis(Wire.PATIENCE_MS)));
                        told = true;
                    }
                }
            }
        }
    }
}
