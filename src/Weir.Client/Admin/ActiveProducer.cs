namespace Weir.Client;

/// <summary>An idempotent producer that a partition's leader keeps account of.</summary>
/// <param name="ProducerId">Its number.</param>
/// <param name="ProducerEpoch">Its epoch.</param>
/// <param name="LastSequence">Sequence number of its last record; -1 when only markers are left of it.</param>
/// <param name="LastTimestamp">When it last wrote.</param>
/// <param name="CoordinatorEpoch">Epoch of the coordinator that wrote its last marker; null when there was none.</param>
/// <param name="TransactionStartOffset">First offset of its open transaction; null when none is open.</param>
public sealed record ActiveProducer(
    long ProducerId, short ProducerEpoch, int LastSequence, DateTimeOffset LastTimestamp, int? CoordinatorEpoch, long? TransactionStartOffset);
