using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>A new state to be written to <c>__transaction_state</c>.</summary>
/// <param name="Metadata">What to write; null removes the transactional id.</param>
/// <param name="Completed">The event that follows once it is durable, or has failed; null when nothing depends on it.</param>
internal sealed record TransactionWrite(TransactionMetadata? Metadata, Action<ErrorCode>? Completed);
