using Weir.Client.Metadata;

namespace Weir.Client.Producing;

/// <summary>
/// Where records without a key go: to one partition until it has got a batch's worth of bytes, then to another one drawn at random, the
/// less loaded the likelier (KIP-794, uniform sticky partitioner; as <c>BuiltInPartitioner</c> of the Java client).
/// </summary>
/// <remarks>Thread model: any thread. The current partition is replaced atomically; its byte count is interlocked.</remarks>
internal sealed class StickyPartitioner(int stickyBytes, Func<int, int> random)
{
    private Sticky? _current;

    /// <summary>The partition to use now.</summary>
    public int Current(TopicMetadata topic) =>
        (Volatile.Read(ref _current) ?? Switch(null, topic, [])).Partition;

    /// <summary>Counts what was appended; switches when a batch's worth is reached and a batch ends there, or at twice as much.</summary>
    /// <returns>Whether <see cref="SwitchFrom"/> has to be called.</returns>
    public bool Count(int partition, int bytes, bool batchIsFull)
    {
        Sticky? current = Volatile.Read(ref _current);
        if (current is null || current.Partition != partition)
        {
            return false;
        }

        long produced = Interlocked.Add(ref current.ProducedBytes, bytes);
        return (produced >= stickyBytes && batchIsFull) || produced >= 2L * stickyBytes;
    }

    public void SwitchFrom(int partition, TopicMetadata topic, ReadOnlySpan<int> queueLengths)
    {
        Sticky? current = Volatile.Read(ref _current);
        if (current?.Partition == partition)
        {
            Switch(current, topic, queueLengths);
        }
    }

    /// <summary>Draws a partition that has a leader; any partition when none has.</summary>
    internal static int Draw(TopicMetadata topic, ReadOnlySpan<int> queueLengths, Func<int, int> random)
    {
        var candidates = new List<int>(topic.Partitions.Count);
        foreach (PartitionMetadata partition in topic.Partitions)
        {
            if (partition.LeaderId >= 0)
            {
                candidates.Add(partition.Partition);
            }
        }

        if (candidates.Count == 0)
        {
            return random(topic.Partitions.Count);
        }

        int longest = 0;
        foreach (int candidate in candidates)
        {
            longest = Math.Max(longest, LengthOf(queueLengths, candidate));
        }

        // A partition's weight is the longest queue plus one less its own.
        int total = 0;
        foreach (int candidate in candidates)
        {
            total += longest + 1 - LengthOf(queueLengths, candidate);
        }

        int drawn = random(total);
        foreach (int candidate in candidates)
        {
            drawn -= longest + 1 - LengthOf(queueLengths, candidate);
            if (drawn < 0)
            {
                return candidate;
            }
        }

        return candidates[^1];
    }

    private static int LengthOf(ReadOnlySpan<int> queueLengths, int partition) => partition < queueLengths.Length ? queueLengths[partition] : 0;

    private Sticky Switch(Sticky? from, TopicMetadata topic, ReadOnlySpan<int> queueLengths)
    {
        var next = new Sticky(Draw(topic, queueLengths, random));
        return Interlocked.CompareExchange(ref _current, next, from) == from ? next : Volatile.Read(ref _current)!;
    }

    private sealed class Sticky(int partition)
    {
        public long ProducedBytes;

        public int Partition { get; } = partition;
    }
}
