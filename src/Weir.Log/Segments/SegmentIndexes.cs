namespace Weir.Log.Segments;

/// <summary>Both indexes of a segment in memory, and what decides about their next entries.</summary>
/// <remarks>Thread model: written under the partition's append lock; lookups from any thread.</remarks>
internal sealed class SegmentIndexes(long baseOffset, int maxBytes)
{
    private int _bytesSinceEntry;

    public OffsetIndex Offsets { get; } = new(baseOffset, maxBytes);

    public TimeIndex Times { get; } = new(baseOffset, maxBytes);

    /// <summary>The largest timestamp so far and the last offset of the batch that carries it.</summary>
    public TimeIndexEntry Largest { get; private set; } = TimeIndexEntry.None;

    public bool IsFull => Offsets.IsFull || Times.IsFull;

    /// <summary>Accounts for the batch at <paramref name="position"/>: an entry for each <paramref name="intervalBytes"/>, as Kafka makes them.</summary>
    public void Track(int position, int batchSize, long lastOffset, long maxTimestamp, int intervalBytes)
    {
        if (maxTimestamp > Largest.Timestamp)
        {
            Largest = new TimeIndexEntry(maxTimestamp, lastOffset);
        }

        if (_bytesSinceEntry > intervalBytes)
        {
            Offsets.Append(lastOffset, position);
            Times.AppendIfLater(Largest);
            _bytesSinceEntry = 0;
        }

        _bytesSinceEntry += batchSize;
    }

    /// <summary>Adds the entry that closes the time index: the segment's largest timestamp (KIP-33).</summary>
    public void CloseTimes() => Times.AppendIfLater(Largest);

    /// <returns>False when the bytes are not the indexes of a segment of that size.</returns>
    public bool TryDecode(ReadOnlySpan<byte> offsets, ReadOnlySpan<byte> times, int segmentSize)
    {
        if (!Offsets.TryDecode(offsets, segmentSize) || !Times.TryDecode(times))
        {
            return false;
        }

        Largest = Times.Last.Timestamp >= 0 ? Times.Last : TimeIndexEntry.None;
        return true;
    }
}
