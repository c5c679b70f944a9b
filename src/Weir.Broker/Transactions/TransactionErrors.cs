using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>Errors of the coordinator as each API and version tells them (KIP-98, KIP-360, KIP-890).</summary>
internal static class TransactionErrors
{
    private const short ProduceKnowsAbortable = 11;

    /// <summary>A state or a marker could not be stored: clients look for the coordinator again and retry.</summary>
    public static ErrorCode OfWrite(ErrorCode outcome) => outcome == ErrorCode.None ? outcome : ErrorCode.CoordinatorNotAvailable;

    /// <summary>PRODUCER_FENCED has been known since version 2 of the transaction APIs (KIP-588).</summary>
    public static ErrorCode Fenced(ErrorCode error, short version, short firstVersionWithFenced) =>
        error == ErrorCode.ProducerFenced && version < firstVersionWithFenced ? ErrorCode.InvalidProducerEpoch : error;

    /// <summary>What a produce is told when its batch does not belong to an open transaction.</summary>
    public static ErrorCode OfProduce(ErrorCode error, short version) => error switch
    {
        ErrorCode.ProducerFenced => ErrorCode.InvalidProducerEpoch,
        ErrorCode.TransactionAbortable when version < ProduceKnowsAbortable => ErrorCode.InvalidTxnState,
        ErrorCode.ConcurrentTransactions or ErrorCode.CoordinatorNotAvailable => ErrorCode.NotEnoughReplicas,
        _ => error,
    };

    /// <summary>What a commit of offsets is told; TRANSACTION_ABORTABLE since version 4.</summary>
    public static ErrorCode OfOffsets(ErrorCode error, short version) => error switch
    {
        ErrorCode.ProducerFenced => ErrorCode.InvalidProducerEpoch,
        ErrorCode.TransactionAbortable when version < 4 => ErrorCode.InvalidTxnState,
        ErrorCode.ConcurrentTransactions => ErrorCode.CoordinatorNotAvailable,
        _ => error,
    };
}
