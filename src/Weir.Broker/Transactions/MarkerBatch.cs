using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>One marker for each partition of a transaction.</summary>
/// <param name="ProducerId">Whose transaction ends.</param>
/// <param name="Epoch">Epoch from which on the producer may write.</param>
/// <param name="IsCommit">What the marker says.</param>
/// <param name="Partitions">Those that were added to the transaction.</param>
/// <param name="IsRepeated">They may have been written before: only partitions that <see cref="Concerns"/> finds open get one.</param>
/// <param name="RaisesEpoch">The epoch is above that of the data: what is open with this epoch belongs to the next transaction.</param>
/// <param name="Completed">The event that follows once all are durable, or one has failed.</param>
internal sealed record MarkerBatch(
    long ProducerId, short Epoch, bool IsCommit, IReadOnlyCollection<TopicPartition> Partitions, bool IsRepeated, bool RaisesEpoch, Action<ErrorCode> Completed)
{
    /// <summary>Whether a transaction that is open in a partition, with data of this epoch, is the one that ends here and not the next.</summary>
    public bool Concerns(short openEpoch) => !RaisesEpoch || openEpoch < Epoch;
}
