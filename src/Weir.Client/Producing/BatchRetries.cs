using Weir.Client.Diagnostics;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Producing;

/// <summary>Decides whether a refused batch is sent again, whole or in halves.</summary>
internal static class BatchRetries
{
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

        bool isSequenceError = sender.Options.EnableIdempotence && IsSequenceError(error);
        bool mayRetry = (isSequenceError || Errors.IsRetriable(error)) && batch.Attempts <= sender.Options.Retries;
        if (!mayRetry)
        {
            sender.Accumulator.Finish(batch, -1, -1, Errors.ToException(
                error, $"Sending {batch.Builder.RecordCount} records to {queue.Topic}-{queue.Partition}", answer.ErrorMessage));
            return;
        }

        // A gap behind a batch whose own outcome is open may close; a gap at the first one is real.
        if (isSequenceError && queue.IsFirstUnresolved(batch))
        {
            Log.SequenceRestarted(sender.Cluster.Logger, queue.Topic, queue.Partition, error.ToString());
            queue.RestartSequences();
        }

        Log.BatchRetried(sender.Cluster.Logger, batch.Builder.RecordCount, queue.Topic, queue.Partition, answer.ErrorMessage ?? error.ToString());
        sender.Accumulator.Metrics.BatchRetried();
        if (queue.TryRequeue(batch, sender.Cluster.RetryBackoff.Pause(Math.Max(0, batch.Attempts - 1))))
        {
            sender.Accumulator.AfterRequeue(queue);
        }
        else
        {
            sender.Accumulator.Release(batch);
        }
    }

    private static bool IsSequenceError(ErrorCode error) =>
        error is ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch;
}
