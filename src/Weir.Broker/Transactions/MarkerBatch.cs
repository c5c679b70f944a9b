using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>One marker for each partition of a transaction.</summary>
/// <param name="ProducerId">Whose transaction ends.</param>
/// <param name="Epoch">Epoch from which on the producer may write.</param>
/// <param name="IsCommit">What the marker says.</param>
/// <param name="Partitions">Those that were added to the transaction.</param>
/// <param name="IsRepeated">They may have been written before: leave out partitions where no transaction of the producer is open.</param>
/// <param name="Completed">The event that follows once all are durable, or one has failed.</param>
internal sealed record MarkerBatch(
    long ProducerId, short Epoch, bool IsCommit, IReadOnlyCollection<TopicPartition> Partitions, bool IsRepeated, Action<ErrorCode> Completed);
