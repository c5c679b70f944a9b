namespace Weir.Broker.Transactions;

/// <summary>State of a transactional id; names and numbers are Kafka's, as they are stored and listed (KIP-98, KIP-664).</summary>
internal enum TransactionState : sbyte
{
    /// <summary>The producer has its id and has never begun a transaction with this epoch.</summary>
    Empty = 0,

    /// <summary>Partitions have been added.</summary>
    Ongoing = 1,

    /// <summary>Decided: commit markers are being written.</summary>
    PrepareCommit = 2,

    /// <summary>Decided: abort markers are being written.</summary>
    PrepareAbort = 3,

    CompleteCommit = 4,

    CompleteAbort = 5,

    /// <summary>Expired and about to be forgotten.</summary>
    Dead = 6,

    /// <summary>In Kafka, between the decision to fence a producer and the abort of its transaction. Never stored; here it is one step.</summary>
    PrepareEpochFence = 7,
}
