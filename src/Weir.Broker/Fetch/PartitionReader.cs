using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>Answers a fetch for one partition: checks, watermarks, and the lease on what is to be read.</summary>
/// <remarks>Thread model: any thread; holds no state.</remarks>
internal sealed class PartitionReader(TopicRegistry topics)
{
    private static readonly ReadOnlyMemory<byte> NoRecords = ReadOnlyMemory<byte>.Empty;

    /// <summary>The partition, if it exists.</summary>
    /// <returns>None, UnknownTopicId or UnknownTopicOrPartition.</returns>
    public ErrorCode Resolve(FetchPartition wanted, out Partition? partition)
    {
        partition = null;
        if (wanted.TopicName.Length == 0)
        {
            if (!topics.TryGet(wanted.TopicId, out Topic? topic))
            {
                return wanted.WasResolved ? ErrorCode.UnknownTopicOrPartition : ErrorCode.UnknownTopicId;
            }

            wanted.WasResolved = true;
            return topic.TryGetPartition(wanted.Index, out partition) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition;
        }

        return topics.TryGetPartition(wanted.TopicName, wanted.Index, out partition) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition;
    }

    /// <summary>Where a reader of this isolation level must stop.</summary>
    public static long ReadableEnd(Partition partition, bool readCommitted) =>
        readCommitted ? partition.Log.LastStableOffset : partition.Log.HighWatermark;

    /// <summary>Checks the request and leases what it may read.</summary>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="readCommitted">Stop at the last stable offset.</param>
    /// <param name="maxBytes">Most bytes to lease.</param>
    /// <param name="atLeastOneBatch">Lease one batch even if it is larger (KIP-74).</param>
    /// <param name="slice">The lease, to be disposed of; empty on error.</param>
    public FetchResponse.PartitionData Read(FetchPartition wanted, bool readCommitted, int maxBytes, bool atLeastOneBatch, out LogSlice slice)
    {
        slice = LogSlice.Empty;
        ErrorCode error = Resolve(wanted, out Partition? partition);
        if (error != ErrorCode.None)
        {
            FetchResponse.PartitionData unknown = Failed(wanted.Index, error);
            unknown.AbortedTransactions = []; // as in Kafka, where only what has a log may have none
            return unknown;
        }

        error = LeaderEpochs.Check(wanted.CurrentLeaderEpoch, partition!.LeaderEpoch);
        if (error != ErrorCode.None)
        {
            return Failed(wanted.Index, error);
        }

        PartitionLog log = partition.Log;
        var data = new FetchResponse.PartitionData
        {
            PartitionIndex = wanted.Index,
            HighWatermark = log.HighWatermark,
            LastStableOffset = log.LastStableOffset,
            LogStartOffset = log.LogStartOffset,
            AbortedTransactions = readCommitted ? [] : null,
            Records = NoRecords,
        };
        if (wanted.LastFetchedEpoch >= 0)
        {
            // The current epoch ends with the log, which has not recorded it yet while it is empty.
            EpochEndOffset end = wanted.LastFetchedEpoch == partition.LeaderEpoch
                ? new EpochEndOffset(partition.LeaderEpoch, log.LogEndOffset)
                : log.EndOffsetForEpoch(wanted.LastFetchedEpoch);
            if (end.LeaderEpoch < 0)
            {
                return Failed(wanted.Index, ErrorCode.OffsetOutOfRange);
            }

            if (end.LeaderEpoch < wanted.LastFetchedEpoch || end.EndOffset < wanted.Offset)
            {
                // The reader has seen records of an epoch that ended earlier here: it must cut its position back (KIP-595).
                data.DivergingEpoch = new() { Epoch = end.LeaderEpoch, EndOffset = end.EndOffset };
                data.AbortedTransactions = null;
                return data;
            }
        }

        if (wanted.Offset < data.LogStartOffset || wanted.Offset > log.LogEndOffset)
        {
            return Failed(wanted.Index, ErrorCode.OffsetOutOfRange);
        }

        slice = log.Read(wanted.Offset, ReadableEnd(partition, readCommitted), Math.Min(maxBytes, wanted.MaxBytes), atLeastOneBatch);
        data.ErrorCode = slice.Error;
        return data;
    }

    /// <summary>Whether an answer may have to list aborted transactions.</summary>
    public bool HasAborted(FetchPartition wanted) => Resolve(wanted, out Partition? partition) == ErrorCode.None && partition!.Log.HasAbortedTransactions;

    /// <summary>Lists the aborted transactions that reach into the records of an answer (KIP-98).</summary>
    public void AddAborted(FetchPartition wanted, FetchResponse.PartitionData data)
    {
        if (data.Records is not { Length: > 0 } records || Resolve(wanted, out Partition? partition) != ErrorCode.None || !partition!.Log.HasAbortedTransactions)
        {
            return;
        }

        foreach (AbortedTransaction aborted in partition.Log.AbortedTransactions(wanted.Offset, EndOffset(records.Span)))
        {
            data.AbortedTransactions!.Add(new() { ProducerId = aborted.ProducerId, FirstOffset = aborted.FirstOffset });
        }
    }

    public static FetchResponse.PartitionData Failed(int index, ErrorCode error) => new()
    {
        PartitionIndex = index,
        ErrorCode = error,
        HighWatermark = -1,
        AbortedTransactions = null,
        Records = NoRecords,
    };

    // Behind the last batch, which may be cut off.
    private static long EndOffset(ReadOnlySpan<byte> batches)
    {
        long end = 0;
        while (RecordBatchHeader.TryRead(batches, out RecordBatchHeader header))
        {
            end = header.NextOffset;
            batches = batches[Math.Min(header.TotalSize, batches.Length)..];
        }

        return end;
    }
}
