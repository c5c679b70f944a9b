using Weir.Log.Transactions;
using Weir.Protocol.Records;

namespace Weir.Log.Cleaning;

/// <summary>
/// Tells, batch by batch from the start of a log, which batches of transactions a compaction may leave out: aborted records at once, a marker
/// only when no record of its transaction has been seen before it, since readers need it as long as there are any (KIP-98).
/// </summary>
/// <remarks>Thread model: owned by the cleaner's thread.</remarks>
internal sealed class TransactionTracker
{
    private readonly PriorityQueue<AbortedTransaction, long> _ahead = new();
    private readonly Dictionary<long, (AbortedTransaction Transaction, bool HasRecords)> _aborted = [];
    private readonly HashSet<long> _committed = [];

    /// <param name="aborted">The aborted transactions that reach into the part that is read, in any order.</param>
    public TransactionTracker(IEnumerable<AbortedTransaction> aborted)
    {
        foreach (AbortedTransaction transaction in aborted)
        {
            _ahead.Enqueue(transaction, transaction.FirstOffset);
        }
    }

    /// <summary>Where transactions are entered whose marker has to stay; null for nowhere.</summary>
    public TransactionIndex? Index { get; set; }

    /// <summary>Whether the batch may go, whatever its keys. To be asked once for every batch, in order.</summary>
    public bool CanDiscard(in RecordBatchHeader header, ReadOnlyMemory<byte> batch)
    {
        if (!header.IsTransactional)
        {
            return header.IsControl && header.RecordCount == 0;
        }

        while (_ahead.TryPeek(out AbortedTransaction next, out long firstOffset) && firstOffset <= header.LastOffset)
        {
            _ahead.Dequeue();
            _aborted.TryAdd(next.ProducerId, (next, HasRecords: false));
        }

        return header.IsControl ? CanDiscardMarker(header, batch) : CanDiscardRecords(header);
    }

    private bool CanDiscardRecords(in RecordBatchHeader header)
    {
        if (_aborted.TryGetValue(header.ProducerId, out (AbortedTransaction Transaction, bool HasRecords) aborted))
        {
            _aborted[header.ProducerId] = aborted with { HasRecords = true };
            return true;
        }

        _committed.Add(header.ProducerId);
        return false;
    }

    private bool CanDiscardMarker(in RecordBatchHeader header, ReadOnlyMemory<byte> batch)
    {
        if (header.RecordCount == 0)
        {
            return true;
        }

        if (!TransactionMarker.TryRead(batch, out TransactionMarker marker))
        {
            return false;
        }

        if (marker.IsCommit)
        {
            return !_committed.Remove(header.ProducerId);
        }

        if (_aborted.Remove(header.ProducerId, out (AbortedTransaction Transaction, bool HasRecords) aborted) && aborted.HasRecords)
        {
            Index?.Append(aborted.Transaction);
            return false;
        }

        return true;
    }
}
