using Weir.Client.Diagnostics;
using Weir.Client.Producing.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Producing;

/// <summary>Decides whether a refused batch is sent again, whole or in halves.</summary>
internal static class BatchRetries
{
    private static readonly TimeSpan ConcurrentPause = TimeSpan.FromMilliseconds(20);

    public static void RetryOrFail(BrokerSender sender, ProducerBatch batch, ProduceResponse.PartitionProduceResponse answer)
    {
        PartitionQueue queue = batch.Queue;
        ErrorCode error = answer.ErrorCode;
        if (Errors.NeedsMetadata(error))
        {
            sender.Cluster.Metadata.RequestUpdate();
        }

        if (error is ErrorCode.MessageTooLarge or ErrorCode.RecordListTooLarge && batch.Builder.RecordCount > 1)
        {
            Log.BatchSplit(sender.Cluster.Logger, batch.Encoded.Length, queue.Topic, queue.Partition, error.ToString());
            sender.Accumulator.Split(batch);
            return;
        }

        if (!MayRetry(sender, batch, error))
        {
            sender.Accumulator.Finish(batch, -1, -1, Errors.ToException(
                error, $"Sending {batch.Builder.RecordCount} records to {queue.Topic}-{queue.Partition}", answer.ErrorMessage));
            return;
        }

        // A gap behind a batch whose own outcome is open may close; a gap at the first one is real.
        if (sender.Accumulator.Transactions is null && sender.Options.EnableIdempotence && IsSequenceError(error) && queue.IsFirstUnresolved(batch))
        {
            Log.SequenceRestarted(sender.Cluster.Logger, queue.Topic, queue.Partition, error.ToString());
            queue.RestartSequences();
        }

        Log.BatchRetried(sender.Cluster.Logger, batch.Builder.RecordCount, queue.Topic, queue.Partition, answer.ErrorMessage ?? error.ToString());
        sender.Accumulator.Metrics.BatchRetried();
        if (queue.TryRequeue(batch, PauseAfter(sender, batch, error)))
        {
            sender.Accumulator.AfterRequeue(queue);
        }
        else
        {
            sender.Accumulator.Release(batch);
        }
    }

    private static bool MayRetry(BrokerSender sender, ProducerBatch batch, ErrorCode error)
    {
        if (batch.Attempts > sender.Options.Retries)
        {
            return false;
        }

        if (sender.Accumulator.Transactions is { } transactions)
        {
            // Only the coordinator gives new epochs: a gap that is real ends the transaction. In one that is being aborted nothing is tried again.
            bool mayClose = error == ErrorCode.OutOfOrderSequenceNumber && !batch.Queue.IsFirstUnresolved(batch);
            return (mayClose || Errors.IsRetriable(error)) && transactions.Status.Phase is (TransactionPhase.InTransaction or TransactionPhase.Committing);
        }

        return Errors.IsRetriable(error) || (sender.Options.EnableIdempotence && IsSequenceError(error));
    }

    /// <summary>The end of the last transaction takes only some milliseconds to reach a partition.</summary>
    private static TimeSpan PauseAfter(BrokerSender sender, ProducerBatch batch, ErrorCode error)
    {
        TimeSpan pause = sender.Cluster.RetryBackoff.Pause(Math.Max(0, batch.Attempts - 1));
        return error == ErrorCode.ConcurrentTransactions && pause > ConcurrentPause ? ConcurrentPause : pause;
    }

    private static bool IsSequenceError(ErrorCode error) =>
        error is ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch;
}
