using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>
/// Which EndTxn requests are carried out, repeated or refused. Under transactions V1 a state and the same epoch tell a retry; under V2 (KIP-890)
/// a retry comes with the epoch before, since every end raises it, and a producer may abort what it never began.
/// </summary>
internal static class EndRules
{
    /// <param name="current">The stored state; null when there is none.</param>
    /// <param name="end">The request.</param>
    /// <param name="isChanging">A change is on its way to the log.</param>
    public static EndDecision Decide(TransactionMetadata? current, TransactionEnd end, bool isChanging)
    {
        if (current is null)
        {
            return EndDecision.Refuse(ErrorCode.InvalidProducerIdMapping);
        }

        return end.BumpsEpoch ? DecideV2(current, end, isChanging) : DecideV1(current, end, isChanging);
    }

    private static EndDecision DecideV1(TransactionMetadata current, TransactionEnd end, bool isChanging)
    {
        if (current.ProducerId != end.ProducerId)
        {
            return EndDecision.Refuse(ErrorCode.InvalidProducerIdMapping);
        }

        if (current.Epoch != end.Epoch)
        {
            return EndDecision.Refuse(ErrorCode.ProducerFenced);
        }

        if (isChanging)
        {
            return EndDecision.Refuse(ErrorCode.ConcurrentTransactions);
        }

        return current.State switch
        {
            TransactionState.Ongoing => EndDecision.Proceed,
            TransactionState.CompleteCommit when end.IsCommit => EndDecision.AlreadyDone,
            TransactionState.CompleteAbort when !end.IsCommit => EndDecision.AlreadyDone,
            _ => WhileDeciding(current, end),
        };
    }

    private static EndDecision DecideV2(TransactionMetadata current, TransactionEnd end, bool isChanging)
    {
        if (isChanging)
        {
            return EndDecision.Refuse(ErrorCode.ConcurrentTransactions);
        }

        // The answer to the end that exhausted the epochs was lost: the producer asks again with the id it had.
        bool isRetryOfRotation = current.PreviousProducerId == end.ProducerId && end.Epoch == short.MaxValue - 1 && current.Epoch == 0;
        bool isRetry = isRetryOfRotation || current.Epoch == end.Epoch + 1;
        if (current.ProducerId != end.ProducerId && !isRetryOfRotation)
        {
            return EndDecision.Refuse(ErrorCode.InvalidProducerIdMapping);
        }

        bool isEpochRight = current.State switch
        {
            TransactionState.PrepareCommit or TransactionState.PrepareAbort => current.Epoch == end.Epoch + 1,
            TransactionState.CompleteCommit or TransactionState.CompleteAbort => isRetry || current.Epoch == end.Epoch,
            _ => current.Epoch == end.Epoch,
        };
        return isEpochRight ? DecideV2(current, end.IsCommit, isRetry, end) : EndDecision.Refuse(ErrorCode.ProducerFenced);
    }

    private static EndDecision DecideV2(TransactionMetadata current, bool isCommit, bool isRetry, TransactionEnd end) => current.State switch
    {
        TransactionState.Ongoing => EndDecision.Proceed,
        TransactionState.CompleteCommit when isCommit && isRetry => EndDecision.AlreadyDone,
        TransactionState.CompleteAbort when !isCommit && isRetry => EndDecision.AlreadyDone,
        TransactionState.CompleteCommit or TransactionState.CompleteAbort when !isCommit && !isRetry => EndDecision.Proceed,
        TransactionState.Empty when !isCommit => EndDecision.Proceed,
        _ => WhileDeciding(current, end),
    };

    private static EndDecision WhileDeciding(TransactionMetadata current, TransactionEnd end)
    {
        bool isSameResult = current.State == (end.IsCommit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort);
        return EndDecision.Refuse(isSameResult ? ErrorCode.ConcurrentTransactions : ErrorCode.InvalidTxnState);
    }
}
