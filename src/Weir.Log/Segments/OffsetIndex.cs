using System.Buffers.Binary;

namespace Weir.Log.Segments;

/// <summary>
/// The offset index of a segment that is still written, in memory: pairs of relative offset and position, 8 bytes an entry
/// on disk (Kafka documentation, "Log").
/// </summary>
/// <remarks>
/// Thread model: one writer, under the partition's append lock; lookups from any thread without a lock. An entry is complete before
/// the count that covers it is published, and a grown array holds all earlier entries.
/// </remarks>
internal sealed class OffsetIndex(long baseOffset, int maxBytes)
{
    public const int EntrySize = 8;

    private readonly int _maxEntries = maxBytes / EntrySize;
    private int[] _entries = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public bool IsFull => _count >= _maxEntries;

    public IndexEntry Last => _count == 0 ? new IndexEntry(baseOffset, 0) : EntryAt(_entries, _count - 1);

    public void Append(long offset, int position)
    {
        int count = _count;
        int[] entries = _entries;
        if (2 * count == entries.Length)
        {
            Array.Resize(ref entries, Math.Max(16, 2 * entries.Length));
            Volatile.Write(ref _entries, entries);
        }

        entries[2 * count] = (int)(offset - baseOffset);
        entries[(2 * count) + 1] = position;
        Volatile.Write(ref _count, count + 1);
    }

    /// <summary>The last entry at or below <paramref name="offset"/>; the start of the segment when there is none.</summary>
    public IndexEntry Lookup(long offset)
    {
        // The count is read first: the array read after it holds at least that many entries.
        int count = Volatile.Read(ref _count);
        int[] entries = Volatile.Read(ref _entries);
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (EntryAt(entries, middle).Offset <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? new IndexEntry(baseOffset, 0) : EntryAt(entries, low - 1);
    }

    /// <summary>The entries as they are on disk.</summary>
    public byte[] Encode()
    {
        int count = _count;
        byte[] bytes = new byte[count * EntrySize];
        for (int i = 0; i < 2 * count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * sizeof(int)), _entries[i]);
        }

        return bytes;
    }

    /// <returns>False when the bytes are no index of a segment of <paramref name="segmentSize"/> bytes; then nothing was loaded.</returns>
    public bool TryDecode(ReadOnlySpan<byte> bytes, int segmentSize)
    {
        if (bytes.Length % EntrySize != 0)
        {
            return false;
        }

        int[] entries = new int[bytes.Length / sizeof(int)];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(i * sizeof(int))..]);
        }

        for (int i = 0; i < entries.Length; i += 2)
        {
            bool grows = i == 0 || (entries[i] > entries[i - 2] && entries[i + 1] > entries[i - 1]);
            if (!grows || entries[i] < 0 || (uint)entries[i + 1] >= (uint)segmentSize)
            {
                return false;
            }
        }

        _entries = entries;
        _count = entries.Length / 2;
        return true;
    }

    private IndexEntry EntryAt(int[] entries, int index) => new(baseOffset + entries[2 * index], entries[(2 * index) + 1]);
}
