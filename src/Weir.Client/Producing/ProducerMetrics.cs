using Weir.Client.Diagnostics;

namespace Weir.Client.Producing;

/// <summary>Counts what a producer does, per batch.</summary>
internal sealed class ProducerMetrics(string clientId)
{
    private readonly KeyValuePair<string, object?> _client = new("messaging.client.id", clientId);

    public void BatchEnded(ProducerBatch batch, KafkaException? error)
    {
        var topic = new KeyValuePair<string, object?>("messaging.destination.name", batch.Queue.Topic);
        if (error is not null)
        {
            ClientDiagnostics.SentMessages.Add(batch.Builder.RecordCount, _client, topic, new("error.type", error.ErrorCode));
            ClientDiagnostics.SentBatches.Add(1, _client, topic, new("error.type", error.ErrorCode));
            return;
        }

        ClientDiagnostics.SentMessages.Add(batch.Builder.RecordCount, _client, topic);
        ClientDiagnostics.SentBatches.Add(1, _client, topic);
        ClientDiagnostics.SentBytes.Add(batch.Encoded.Length, _client, topic);
    }

    public void BatchRetried() => ClientDiagnostics.Retries.Add(1, _client);
}
