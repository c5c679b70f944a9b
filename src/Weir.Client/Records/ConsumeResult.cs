using Weir.Protocol.Records;

namespace Weir.Client;

/// <summary>A consumed record.</summary>
public readonly struct ConsumeResult<TKey, TValue>
{
    internal ConsumeResult(string topic, int partition, long offset)
    {
        Topic = topic;
        Partition = partition;
        Offset = offset;
    }

    public string Topic { get; }

    public int Partition { get; }

    public long Offset { get; }

    public TKey Key { get; init; } = default!;

    public TValue Value { get; init; } = default!;

    /// <summary>Never null; empty when the record has none.</summary>
    public Headers Headers { get; init; } = Headers.None;

    /// <summary>Milliseconds since the epoch; -1 when the record has none.</summary>
    public long TimestampMs { get; init; } = -1;

    public TimestampType TimestampType { get; init; }

    /// <summary>Leader epoch of the batch the record came in; -1 when unknown.</summary>
    public int LeaderEpoch { get; init; } = -1;

    /// <summary>How often a share group has delivered the record, this time included (KIP-932); 0 outside share groups.</summary>
    public int DeliveryCount { get; init; }

    public TopicPartition TopicPartition => new(Topic, Partition);

    public TopicPartitionOffset TopicPartitionOffset => new(Topic, Partition, Offset);

    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs);
}
