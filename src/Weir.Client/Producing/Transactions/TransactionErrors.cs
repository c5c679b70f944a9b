using Weir.Protocol;

namespace Weir.Client.Producing.Transactions;

/// <summary>What an error means for a transaction: try again, abort it, or give the producer up (KIP-1050).</summary>
internal static class TransactionErrors
{
    /// <summary>The coordinator is asked again; it may have moved.</summary>
    public static bool IsRepeated(ErrorCode error) => Errors.MayPass(error);

    /// <summary>An answer of a coordinator that ends the transaction, but not the producer.</summary>
    public static bool IsAbortable(ErrorCode error) => error is
        ErrorCode.TransactionAbortable or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.OperationNotAttempted
        or ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.StaleMemberEpoch or ErrorCode.FencedInstanceId
        or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerIdMapping;

    /// <summary>The failure of a batch that ends the producer. Everything else ends only the transaction; a stale epoch shows in the abort whether it is for good.</summary>
    public static bool IsFatalForBatch(ErrorCode error) => error is
        ErrorCode.ProducerFenced or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.UnsupportedVersion or ErrorCode.InvalidProducerIdMapping;

    public static KafkaException Abortable(KafkaException cause) => new TransactionAbortableException(
        cause.ErrorCode, $"The transaction cannot be committed: {cause.Message} Abort it, and begin another.", cause);

    public static KafkaException Fatal(KafkaException cause) => cause.ErrorCode is ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch
        ? new ProducerFencedException(
            "Another producer with the same transactional.id has started, or the transaction has exceeded transaction.timeout.ms. Dispose this producer; make a new one if it is the one to go on.", cause)
        : new ApplicationRecoverableException(cause.ErrorCode, $"The producer cannot go on: {cause.Message} Dispose it, and make a new one when the cause is removed.", cause);
}
