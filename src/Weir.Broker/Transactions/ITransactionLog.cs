using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>The log behind <c>__transaction_state</c>, as the coordinator needs it.</summary>
internal interface ITransactionLog
{
    /// <summary>Appends a state without waiting for the disk.</summary>
    /// <param name="transactionalId">The id, which decides on the partition.</param>
    /// <param name="metadata">Its state; null removes it.</param>
    /// <param name="done">Called exactly once, perhaps before this returns, when the record is as durable as the broker promises or has failed; null when nobody waits.</param>
    void Append(string transactionalId, TransactionMetadata? metadata, Action<ErrorCode>? done);
}
