using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;

namespace Weir.Consume;

/// <summary>Moves each partition to a given place when it is first assigned, and leaves it there on later rebalances.</summary>
/// <remarks>Thread model: called within the consumer's enumeration only.</remarks>
internal sealed class SeekOnAssignment(AdminClient admin, StartPosition from, Action<TopicPartition, long> seek) : IRebalanceListener
{
    private readonly HashSet<TopicPartition> _seen = [];

    public async ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        TopicPartition[] added = [.. partitions.Where(_seen.Add)];
        if (added.Length == 0)
        {
            return;
        }
        foreach (var (partition, offset) in await PartitionOffsets.ResolveAsync(admin, added, from, cancellationToken))
        {
            seek(partition, offset);
        }
    }

    public ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => default;

    public ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => default;
}
