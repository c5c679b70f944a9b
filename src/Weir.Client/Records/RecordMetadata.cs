namespace Weir.Client;

/// <summary>Where an acknowledged record lies.</summary>
/// <param name="Topic">The record's topic.</param>
/// <param name="Partition">The record's partition.</param>
/// <param name="Offset">-1 with <see cref="Acks.None"/>, where the broker does not answer.</param>
/// <param name="TimestampMs">Create time, or the broker's append time where the topic asks for it; milliseconds since the epoch.</param>
public readonly record struct RecordMetadata(string Topic, int Partition, long Offset, long TimestampMs)
{
    public TopicPartition TopicPartition => new(Topic, Partition);

    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs);
}
