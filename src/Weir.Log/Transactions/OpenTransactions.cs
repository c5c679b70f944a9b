namespace Weir.Log.Transactions;

/// <summary>
/// The transactions of a partition that hold back its last stable offset: those without a marker, and those whose marker is not yet
/// below the high watermark (KIP-98).
/// </summary>
/// <remarks>
/// Thread model: changed under the partition's append lock; <see cref="FirstUnstableOffset"/> is read from any thread. A transaction is
/// entered before its first batch can be seen, and leaves after its marker can be: whoever reads the high watermark first and this second
/// never takes an open transaction for a stable one.
/// </remarks>
internal sealed class OpenTransactions
{
    private readonly SortedSet<long> _open = [];
    private readonly Queue<(long FirstOffset, long LastOffset)> _ended = new();
    private long _firstUnstable = long.MaxValue;
    private int _endedCount;

    /// <summary>First offset of the earliest of them; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstUnstableOffset => Volatile.Read(ref _firstUnstable);

    /// <summary>Whether a move of the high watermark may change anything.</summary>
    public bool HasEnded => Volatile.Read(ref _endedCount) > 0;

    public void Begin(long firstOffset)
    {
        _open.Add(firstOffset);
        Publish();
    }

    /// <summary>A marker is in the log; the transaction counts until <see cref="Settle"/> finds the marker below the high watermark.</summary>
    /// <returns>The last stable offset without this transaction: the first open one, else the offset behind the marker.</returns>
    public long End(long firstOffset, long lastOffset)
    {
        _open.Remove(firstOffset);
        _ended.Enqueue((firstOffset, lastOffset));
        Volatile.Write(ref _endedCount, _ended.Count);
        Publish();
        return _open.Count > 0 ? _open.Min : lastOffset + 1;
    }

    /// <summary>Lets go of the transactions whose markers lie below the high watermark.</summary>
    public void Settle(long highWatermark)
    {
        while (_ended.TryPeek(out (long FirstOffset, long LastOffset) ended) && ended.LastOffset < highWatermark)
        {
            _ended.Dequeue();
        }

        Volatile.Write(ref _endedCount, _ended.Count);
        Publish();
    }

    private void Publish()
    {
        long first = _open.Count > 0 ? _open.Min : long.MaxValue;
        foreach ((long firstOffset, _) in _ended)
        {
            first = Math.Min(first, firstOffset);
        }

        Volatile.Write(ref _firstUnstable, first);
    }
}
