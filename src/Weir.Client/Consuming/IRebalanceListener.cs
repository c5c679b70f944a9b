namespace Weir.Client;

/// <summary>Told when the partitions of a group member change. Called from within the enumeration of the consumer, never beside it.</summary>
public interface IRebalanceListener
{
    /// <summary>The member has got these partitions in addition; seek here to start elsewhere.</summary>
    ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken);

    /// <summary>The member is about to lose these partitions; everything handed out so far can still be committed.</summary>
    ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken);

    /// <summary>The member has lost these partitions already; others may own them, and a commit will fail.</summary>
    ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken);
}
