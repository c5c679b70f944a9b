namespace Weir.Client;

/// <summary>Consecutive records of one partition. Valid until the next batch is asked for; the memory is used again.</summary>
public sealed class ConsumeBatch<TKey, TValue>
{
    internal ConsumeBatch(TopicPartition partition, ReadOnlyMemory<ConsumeResult<TKey, TValue>> records)
    {
        TopicPartition = partition;
        Records = records;
    }

    public TopicPartition TopicPartition { get; }

    /// <summary>At least one, at most <see cref="ConsumerOptions.MaxPollRecords"/>.</summary>
    public ReadOnlyMemory<ConsumeResult<TKey, TValue>> Records { get; }

    public int Count => Records.Length;
}
