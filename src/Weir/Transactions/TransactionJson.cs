namespace Weir.Transactions;

/// <summary>A transaction as <c>weir txn describe --json</c> shows it; times in ISO-8601, partitions as <c>topic-partition</c>.</summary>
internal sealed record TransactionJson(
    string TransactionalId, int Coordinator, string State, long ProducerId, short ProducerEpoch, long TimeoutMs, DateTimeOffset? StartTime, string[] Partitions);
