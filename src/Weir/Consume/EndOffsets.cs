using Weir.Client;

namespace Weir.Consume;

/// <summary>Where each partition is to be read to, exclusive.</summary>
/// <remarks>
/// Thread model: one owner. The last offsets of a partition may hold no record (transaction markers, compaction), so the end is
/// recognised by the consumer's position, not by the records alone.
/// </remarks>
internal sealed class EndOffsets(Dictionary<TopicPartition, long> ends)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the record lies before the end of its partition.</summary>
    public bool Includes(TopicPartitionOffset record) => record.Offset < ends[record.TopicPartition];

    /// <summary>Waits until the next record is there, which is true, or until all partitions have been read to their ends.</summary>
    public async Task<bool> AreAheadAsync<TKey, TValue>(Task next, Consumer<TKey, TValue> consumer, CancellationToken cancellation)
    {
        while (!next.IsCompleted)
        {
            if (await AreReachedAsync(consumer, cancellation))
            {
                return false;
            }
            await Task.WhenAny(next, Task.Delay(Interval, cancellation));
        }
        return true;
    }

    private async ValueTask<bool> AreReachedAsync<TKey, TValue>(Consumer<TKey, TValue> consumer, CancellationToken cancellation)
    {
        foreach (var (partition, end) in ends)
        {
            if (await consumer.PositionAsync(partition, cancellation) < end)
            {
                return false;
            }
        }
        return true;
    }
}
