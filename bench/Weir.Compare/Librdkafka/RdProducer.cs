using System.Runtime.InteropServices;

namespace Weir.Compare.Librdkafka;

/// <summary>A librdkafka producer to partition 0 of one topic that counts its deliveries.</summary>
/// <remarks>Thread model: one thread produces and polls; deliveries are counted on that thread.</remarks>
internal sealed unsafe class RdProducer : IDisposable
{
    // One producer lives at a time; the native callback has no other way to reach it.
    private static long _delivered;
    private static long _failed;
    private readonly nint _client;
    private readonly nint _topic;

    public RdProducer(string bootstrapServers, string topic, params (string Key, string Value)[] settings)
    {
        (_delivered, _failed) = (0, 0);
        var all = new Dictionary<string, string> { ["bootstrap.servers"] = bootstrapServers, ["acks"] = "all" };
        foreach ((string key, string value) in settings)
        {
            all[key] = value;
        }

        _client = RdKafka.Create(producer: true, all, &OnDelivery);
        _topic = RdKafka.rd_kafka_topic_new(_client, topic, 0);
    }

    public static long DeliveredCount => Volatile.Read(ref _delivered);

    /// <summary>Hands one record to librdkafka, waiting while its queue is full.</summary>
    public void Send(ReadOnlySpan<byte> value)
    {
        fixed (byte* payload = value)
        {
            while (RdKafka.rd_kafka_produce(_topic, 0, RdKafka.MessageCopy, payload, (nuint)value.Length, null, 0, 0) != 0)
            {
                int error = RdKafka.rd_kafka_last_error();
                if (error != RdKafka.QueueFull)
                {
                    throw new InvalidOperationException($"librdkafka produce failed: {error}");
                }

                _ = RdKafka.rd_kafka_poll(_client, 10);
            }
        }
    }

    public void Poll() => _ = RdKafka.rd_kafka_poll(_client, 0);

    public void Flush()
    {
        if (RdKafka.rd_kafka_flush(_client, 60_000) != 0 || _failed > 0)
        {
            throw new InvalidOperationException($"{_failed} records were not delivered");
        }
    }

    public void Dispose()
    {
        RdKafka.rd_kafka_topic_destroy(_topic);
        RdKafka.rd_kafka_destroy(_client);
    }

    [UnmanagedCallersOnly]
    private static void OnDelivery(nint client, RdKafka.Message* message, nint opaque)
    {
        if (message->Error == 0)
        {
            _delivered++;
        }
        else
        {
            _failed++;
        }
    }
}
