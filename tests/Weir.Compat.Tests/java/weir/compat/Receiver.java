package weir.compat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.server.telemetry.ClientTelemetry;
import org.apache.kafka.server.telemetry.ClientTelemetryReceiver;

/**
 * A plugin without which Apache Kafka serves no metrics of clients (KIP-714). It reads what is pushed and keeps nothing. As a Java agent that does nothing
 * it is brought into a broker whose class path is not ours to set.
 */
public final class Receiver implements MetricsReporter, ClientTelemetry {
    public static void premain(String arguments) {
    }

    @Override
    public ClientTelemetryReceiver clientReceiver() {
        return (context, payload) -> {
            try {
                org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.MetricsData.parseFrom(payload.data());
            } catch (java.io.IOException e) {
                throw new IllegalArgumentException(e);
            }
        };
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
    }

    @Override
    public void metricChange(KafkaMetric metric) {
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
    }

    @Override
    public void close() {
    }

    @Override
    public void configure(Map<String, ?> configs) {
    }
}
