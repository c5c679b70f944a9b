using System.Buffers.Binary;

namespace Weir.Log.Transactions;

/// <summary>
/// The aborted transactions whose markers lie in one segment, in the order of the markers. On disk, in <c>.txnindex</c>, an entry has 34 bytes:
/// version 0, producer id, first offset, last offset, last stable offset. Kept in memory: aborts are rare.
/// </summary>
/// <remarks>
/// Thread model: one writer, under the partition's append lock; lookups from any thread without a lock. An entry is complete before the
/// count that covers it is published, and a grown array holds all earlier entries.
/// </remarks>
internal sealed class TransactionIndex
{
    private const int EntrySize = 34;
    private const short Version = 0;

    private AbortedTransaction[] _entries = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Append(in AbortedTransaction aborted)
    {
        int count = _count;
        AbortedTransaction[] entries = _entries;
        if (count == entries.Length)
        {
            Array.Resize(ref entries, Math.Max(4, 2 * entries.Length));
            Volatile.Write(ref _entries, entries);
        }

        entries[count] = aborted;
        Volatile.Write(ref _count, count + 1);
    }

    public void Clear() => Volatile.Write(ref _count, 0);

    /// <summary>Adds the aborted transactions that reach into a range of offsets.</summary>
    /// <param name="from">First offset read.</param>
    /// <param name="to">Offset behind the last one read.</param>
    /// <param name="found">Where they are added.</param>
    /// <returns>True when no later entry, of this segment or of the next ones, can concern the range.</returns>
    public bool Collect(long from, long to, List<AbortedTransaction> found)
    {
        // The count is read first: the array read after it holds at least that many entries.
        int count = Volatile.Read(ref _count);
        AbortedTransaction[] entries = Volatile.Read(ref _entries);
        for (int i = 0; i < count; i++)
        {
            AbortedTransaction entry = entries[i];
            if (entry.LastOffset >= from && entry.FirstOffset < to)
            {
                found.Add(entry);
            }

            if (entry.LastStableOffset >= to)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The entries as they are on disk.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[_count * EntrySize];
        for (int i = 0; i < _count; i++)
        {
            Span<byte> entry = bytes.AsSpan(i * EntrySize, EntrySize);
            BinaryPrimitives.WriteInt16BigEndian(entry, Version);
            BinaryPrimitives.WriteInt64BigEndian(entry[2..], _entries[i].ProducerId);
            BinaryPrimitives.WriteInt64BigEndian(entry[10..], _entries[i].FirstOffset);
            BinaryPrimitives.WriteInt64BigEndian(entry[18..], _entries[i].LastOffset);
            BinaryPrimitives.WriteInt64BigEndian(entry[26..], _entries[i].LastStableOffset);
        }

        return bytes;
    }

    /// <summary>Reads a file into an empty index.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="baseOffset">Where the segment begins: no marker of it lies below.</param>
    /// <returns>False when the bytes are no transaction index of the segment; then the index stays empty.</returns>
    public bool TryDecode(ReadOnlySpan<byte> bytes, long baseOffset)
    {
        if (bytes.Length % EntrySize != 0)
        {
            return false;
        }

        long lastMarker = baseOffset - 1;
        for (int position = 0; position < bytes.Length; position += EntrySize)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(position, EntrySize);
            var aborted = new AbortedTransaction(
                BinaryPrimitives.ReadInt64BigEndian(entry[2..]),
                BinaryPrimitives.ReadInt64BigEndian(entry[10..]),
                BinaryPrimitives.ReadInt64BigEndian(entry[18..]),
                BinaryPrimitives.ReadInt64BigEndian(entry[26..]));
            bool isSound = aborted.LastOffset > lastMarker && aborted.FirstOffset >= 0 && aborted.FirstOffset < aborted.LastOffset;
            if (BinaryPrimitives.ReadInt16BigEndian(entry) != Version || !isSound)
            {
                Clear();
                return false;
            }

            lastMarker = aborted.LastOffset;
            Append(aborted);
        }

        return true;
    }
}
