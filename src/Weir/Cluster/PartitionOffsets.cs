using Weir.Client;
using Weir.CommandLine;

namespace Weir.Cluster;

/// <summary>Looks up places in partitions.</summary>
internal static class PartitionOffsets
{
    /// <summary>The offset of a position in each partition, moved to the nearest one the partition holds; a time after the last record gives the end.</summary>
    public static async Task<Dictionary<TopicPartition, long>> ResolveAsync(
        AdminClient admin, IReadOnlyCollection<TopicPartition> partitions, StartPosition position, CancellationToken cancellation)
    {
        var ends = await ListAsync(admin, partitions, OffsetSpec.Latest, cancellation);
        if (position.Kind == StartPositionKind.End)
        {
            return ends;
        }
        var starts = await ListAsync(admin, partitions, OffsetSpec.Earliest, cancellation);
        switch (position.Kind)
        {
            case StartPositionKind.Offset:
                return partitions.ToDictionary(p => p, p => Math.Clamp(position.Value, starts[p], Math.Max(starts[p], ends[p])));
            case StartPositionKind.Time:
                var time = OffsetSpec.ForTime(DateTimeOffset.FromUnixTimeMilliseconds(position.Value));
                var found = await ListAsync(admin, partitions, time, cancellation);
                return partitions.ToDictionary(p => p, p => found.TryGetValue(p, out var offset) && offset >= 0 ? offset : ends[p]);
            default:
                return starts;
        }
    }

    public static async Task<Dictionary<TopicPartition, long>> ListAsync(
        AdminClient admin, IEnumerable<TopicPartition> partitions, OffsetSpec place, CancellationToken cancellation)
    {
        var found = await admin.ListOffsetsAsync(partitions.ToDictionary(p => p, _ => place), cancellation);
        return found.ToDictionary(entry => entry.Key, entry => entry.Value.Offset);
    }

    /// <summary>All partitions of a topic.</summary>
    public static IReadOnlyList<TopicPartition> Of(TopicDescription topic) =>
        [.. topic.Partitions.Select(partition => new TopicPartition(topic.Name, partition.Partition))];
}
