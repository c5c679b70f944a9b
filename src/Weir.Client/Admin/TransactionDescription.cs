namespace Weir.Client;

/// <summary>The last transaction of a transactional id.</summary>
/// <param name="TransactionalId">Its name.</param>
/// <param name="CoordinatorId">The broker that keeps account of it.</param>
/// <param name="State">As in <see cref="TransactionListing"/>.</param>
/// <param name="ProducerId">The number it has now.</param>
/// <param name="ProducerEpoch">Counts those who used the id, or its transactions.</param>
/// <param name="Timeout">How long a transaction may stay open.</param>
/// <param name="StartTime">When the transaction began; null when there was none yet.</param>
/// <param name="Partitions">What belongs to it while it is open.</param>
public sealed record TransactionDescription(
    string TransactionalId,
    int CoordinatorId,
    string State,
    long ProducerId,
    short ProducerEpoch,
    TimeSpan Timeout,
    DateTimeOffset? StartTime,
    IReadOnlyList<TopicPartition> Partitions);
