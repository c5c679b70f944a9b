package weir.compat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.Stores;

/**
 * An instance of a Kafka Streams application that counts words: a repartition topic, a store with its changelog, an output record for each count.
 * Prints its states; answers {@code where WORD} with the instance that has the word's count; ends with {@code close}.
 */
final class WordCount {
    private static final String STORE = "counts";

    private WordCount() {
    }

    static void run(String bootstrap, String application, String input, String output, String protocol, String guarantee, String state, String server)
        throws IOException {
        try (var streams = new KafkaStreams(topology(input, output), settings(bootstrap, application, protocol, guarantee, state, server))) {
            streams.setStateListener((now, before) -> System.out.println("state " + now));
            streams.setUncaughtExceptionHandler(e -> {
                e.printStackTrace();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            var told = new BufferedReader(new InputStreamReader(System.in));
            for (String line = told.readLine(); line != null && !line.equals("close"); line = told.readLine()) {
                System.out.println("host " + where(streams, line.substring("where ".length())));
            }
            streams.close(new KafkaStreams.CloseOptions().leaveGroup(true).timeout(Duration.ofSeconds(60)));
        }
        System.out.println("closed");
    }

    private static String where(KafkaStreams streams, String word) {
        try {
            HostInfo host = streams.queryMetadataForKey(STORE, word, new StringSerializer()).activeHost();
            return host.host() + ":" + host.port();
        } catch (RuntimeException e) {
            return "none";
        }
    }

    private static Topology topology(String input, String output) {
        var builder = new StreamsBuilder();
        builder.<String, String>stream(input)
            .flatMapValues(line -> List.of(line.split(" ")))
            .groupBy((key, word) -> word)
            .count(Materialized.<String, Long>as(Stores.inMemoryKeyValueStore(STORE)).withKeySerde(Serdes.String()).withValueSerde(Serdes.Long()))
            .toStream()
            .mapValues(count -> Long.toString(count))
            .to(output);
        return builder.build();
    }

    private static Properties settings(String bootstrap, String application, String protocol, String guarantee, String state, String server) {
        var settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("application.id", application);
        settings.put("application.server", server);
        settings.put("group.protocol", protocol);
        settings.put("processing.guarantee", guarantee);
        settings.put("state.dir", state);
        settings.put("commit.interval.ms", "100");
        settings.put("producer.transaction.timeout.ms", "5000");
        settings.put("statestore.cache.max.bytes", "0");
        settings.put("default.key.serde", Serdes.StringSerde.class.getName());
        settings.put("default.value.serde", Serdes.StringSerde.class.getName());
        if (protocol.equals("classic")) {
            // Without transactions a member that is taken for dead would have its records counted twice.
            settings.put("consumer.session.timeout.ms", guarantee.equals("at_least_once") ? "45000" : "6000");
            settings.put("consumer.heartbeat.interval.ms", "500");
        }
        return settings;
    }
}
