namespace Weir.Transactions;

/// <summary>A producer as <c>weir txn producers --json</c> shows it.</summary>
internal sealed record ProducerJson(
    long ProducerId, short ProducerEpoch, int LastSequence, DateTimeOffset LastTimestamp, int? CoordinatorEpoch, long? TransactionStartOffset);
