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
            ["enable.partition.eof"] = "true",
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

    /// <summary>Takes what is there, waiting up to <paramref name="timeoutMs"/> for the first.</summary>
    /// <returns>Records taken; <paramref name="atEnd"/> tells that the end of the partition was seen.</returns>
    public int Take(int timeoutMs, OnRecord? onRecord, out bool atEnd)
    {
        atEnd = false;
        int records = 0;
        fixed (RdKafka.Message** messages = _messages)
        {
            nint taken = RdKafka.rd_kafka_consume_batch_queue(_queue, timeoutMs, messages, BatchSize);
            for (nint i = 0; i < taken; i++)
            {
                RdKafka.Message* message = messages[i];
                if (message->Error == 0)
                {
                    records++;
                    onRecord?.Invoke(new ReadOnlySpan<byte>(message->Payload, (int)message->Length));
                }
                else
                {
                    atEnd |= message->Error == RdKafka.PartitionEof;
                }

                RdKafka.rd_kafka_message_destroy(message);
            }
        }

        return records;
    }

    public void Dispose()
    {
        RdKafka.rd_kafka_queue_destroy(_queue);
        _ = RdKafka.rd_kafka_consumer_close(_client);
        RdKafka.rd_kafka_destroy(_client);
    }
}
