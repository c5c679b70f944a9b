namespace Weir.Transactions;

/// <summary>A transactional id as <c>weir txn list --json</c> shows it.</summary>
internal sealed record TransactionSummaryJson(string TransactionalId, long ProducerId, string State);
