namespace Weir.Compare.Librdkafka;

/// <summary>A librdkafka consumer assigned to partition 0 of one topic.</summary>
/// <remarks>Thread model: one thread.</remarks>
internal sealed unsafe class RdConsumer : IDisposable
{
    public const long Beginning = -2;
    public const long End = -1;
    private const int BatchSize = 1024;
    private readonly nint _client;
    private readonly nint _queue;
    private readonly RdKafka.Message*[] _messages = new RdKafka.Message*[BatchSize];

    public RdConsumer(string bootstrapServers, string topic, long from, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["bootstrap.servers"] = bootstrapServers,
            ["group.id"] = "compare",
            ["enable.auto.commit"] = "false",
        };
        foreach ((string key, string value) in settings)
        {
            all[key] = value;
        }

        _client = RdKafka.Create(producer: false, all);
        _ = RdKafka.rd_kafka_poll_set_consumer(_client);
        nint list = RdKafka.rd_kafka_topic_partition_list_new(1);
        RdKafka.rd_kafka_topic_partition_list_add(list, topic, 0);
        _ = RdKafka.rd_kafka_topic_partition_list_set_offset(list, topic, 0, from);
        _ = RdKafka.rd_kafka_assign(_client, list);
        RdKafka.rd_kafka_topic_partition_list_destroy(list);
        _queue = RdKafka.rd_kafka_queue_get_consumer(_client);
    }

    public delegate void OnRecord(ReadOnlySpan<byte> value);

    /// <summary>Takes up to 1,024 records. librdkafka waits until it has all of them or the time is up.</summary>
    public int TakeMany(int timeoutMs)
    {
        int records = 0;
        fixed (RdKafka.Message** messages = _messages)
        {
            nint taken = RdKafka.rd_kafka_consume_batch_queue(_queue, timeoutMs, messages, BatchSize);
            for (nint i = 0; i < taken; i++)
            {
                records += messages[i]->Error == 0 ? 1 : 0;
                RdKafka.rd_kafka_message_destroy(messages[i]);
            }
        }

        return records;
    }

    /// <summary>Takes one record as soon as it is there.</summary>
    /// <returns>False when the time is up or no record but an event came.</returns>
    public bool TryTake(int timeoutMs, OnRecord onRecord)
    {
        RdKafka.Message* message = RdKafka.rd_kafka_consumer_poll(_client, timeoutMs);
        if (message == null)
        {
            return false;
        }

        bool isRecord = message->Error == 0;
        if (isRecord)
        {
            onRecord(new ReadOnlySpan<byte>(message->Payload, (int)message->Length));
        }

        RdKafka.rd_kafka_message_destroy(message);
        return isRecord;
    }

    public void Dispose()
    {
        RdKafka.rd_kafka_queue_destroy(_queue);
        _ = RdKafka.rd_kafka_consumer_close(_client);
        RdKafka.rd_kafka_destroy(_client);
    }
}
