using Weir.Log.Segments;
using Weir.Log.Transactions;
using Weir.Protocol.Records;

namespace Weir.Log;

public sealed partial class PartitionLog
{
    /// <summary>Everything below is stored and belongs to no open transaction: where <c>read_committed</c> ends (KIP-98).</summary>
    public long LastStableOffset
    {
        get
        {
            // In this order: see OpenTransactions.
            long highWatermark = HighWatermark;
            long stable = Math.Min(highWatermark, _producers.Open.FirstUnstableOffset);
            return Math.Max(stable, Math.Min(LogStartOffset, highWatermark));
        }
    }

    /// <summary>Whether any transaction was aborted in what the log holds.</summary>
    public bool HasAbortedTransactions
    {
        get
        {
            foreach (LogSegment segment in _segments.Snapshot)
            {
                if (segment.Transactions.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The aborted transactions that a reader of <c>read_committed</c> must know of to read a range of offsets.</summary>
    /// <param name="from">First offset read.</param>
    /// <param name="to">Offset behind the last one read, not above the last stable offset.</param>
    public IReadOnlyList<AbortedTransaction> AbortedTransactions(long from, long to)
    {
        var found = new List<AbortedTransaction>();
        LogSegment[] segments = _segments.Snapshot;
        for (int i = Math.Max(0, SegmentList.FindFloor(segments, from)); i < segments.Length; i++)
        {
            if (segments[i].Transactions.Collect(from, to, found))
            {
                break;
            }
        }

        return found;
    }

    /// <summary>What is known of one producer; null when nothing is.</summary>
    public ProducerDescription? FindProducer(long producerId)
    {
        lock (_appendLock)
        {
            return _producers.Describe(producerId);
        }
    }

    /// <summary>All producers known here, in no particular order.</summary>
    public IReadOnlyList<ProducerDescription> Producers()
    {
        lock (_appendLock)
        {
            return _producers.DescribeAll();
        }
    }

    /// <summary>Accounts for a batch of a producer that is in the active segment, before anyone can see it.</summary>
    private void Track(in RecordBatchHeader header, TransactionMarker? marker, LogSegment active, long nowMs)
    {
        if (_producers.Record(header, marker, nowMs) is { } completed)
        {
            Complete(_producers.Open, completed, active.Transactions);
        }
    }

    /// <summary>Ends a transaction in the books, and enters it in the segment's index when it was aborted.</summary>
    internal static void Complete(OpenTransactions open, in CompletedTransaction completed, TransactionIndex index)
    {
        long stable = open.End(completed.FirstOffset, completed.LastOffset);
        if (completed.IsAborted)
        {
            index.Append(new AbortedTransaction(completed.ProducerId, completed.FirstOffset, completed.LastOffset, stable));
        }
    }

    /// <summary>The high watermark has moved: transactions whose markers it has passed no longer hold back the last stable offset.</summary>
    private void SettleTransactions()
    {
        if (_producers.Open.HasEnded)
        {
            lock (_appendLock)
            {
                _producers.Open.Settle(HighWatermark);
            }
        }
    }
}
