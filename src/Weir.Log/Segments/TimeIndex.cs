using System.Buffers.Binary;

namespace Weir.Log.Segments;

/// <summary>
/// The time index of a segment that is still written, in memory: the largest timestamp so far and the relative offset of
/// the batch that carries it, 12 bytes an entry on disk (KIP-33).
/// </summary>
/// <remarks>Thread model: as <see cref="OffsetIndex"/>.</remarks>
internal sealed class TimeIndex(long baseOffset, int maxBytes)
{
    public const int EntrySize = 12;

    private readonly int _maxEntries = maxBytes / EntrySize;
    private TimeIndexEntry[] _entries = [];
    private int _count;

    /// <summary>One place is kept free for the entry that closes the segment.</summary>
    public bool IsFull => _count >= _maxEntries - 1;

    /// <summary>The last entry; timestamp -1 at the base offset when there is none.</summary>
    public TimeIndexEntry Last => _count == 0 ? new TimeIndexEntry(-1, baseOffset) : _entries[_count - 1];

    /// <summary>Adds the entry when its timestamp is larger than that of the last one.</summary>
    public void AppendIfLater(TimeIndexEntry entry)
    {
        if (entry.Timestamp <= Last.Timestamp)
        {
            return;
        }

        int count = _count;
        TimeIndexEntry[] entries = _entries;
        if (count == entries.Length)
        {
            Array.Resize(ref entries, Math.Max(8, 2 * entries.Length));
            Volatile.Write(ref _entries, entries);
        }

        entries[count] = entry;
        Volatile.Write(ref _count, count + 1);
    }

    /// <summary>The last entry whose timestamp is at or below <paramref name="timestamp"/>; the start of the segment when there is none.</summary>
    public TimeIndexEntry Lookup(long timestamp)
    {
        int count = Volatile.Read(ref _count);
        TimeIndexEntry[] entries = Volatile.Read(ref _entries);
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (entries[middle].Timestamp <= timestamp)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? new TimeIndexEntry(-1, baseOffset) : entries[low - 1];
    }

    /// <summary>The entries as they are on disk.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[_count * EntrySize];
        for (int i = 0; i < _count; i++)
        {
            Span<byte> entry = bytes.AsSpan(i * EntrySize);
            BinaryPrimitives.WriteInt64BigEndian(entry, _entries[i].Timestamp);
            BinaryPrimitives.WriteInt32BigEndian(entry[sizeof(long)..], (int)(_entries[i].Offset - baseOffset));
        }

        return bytes;
    }

    /// <returns>False when the bytes are no time index of this segment; then nothing was loaded.</returns>
    public bool TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % EntrySize != 0)
        {
            return false;
        }

        var entries = new TimeIndexEntry[bytes.Length / EntrySize];
        for (int i = 0; i < entries.Length; i++)
        {
            ReadOnlySpan<byte> entry = bytes[(i * EntrySize)..];
            int relativeOffset = BinaryPrimitives.ReadInt32BigEndian(entry[sizeof(long)..]);
            entries[i] = new TimeIndexEntry(BinaryPrimitives.ReadInt64BigEndian(entry), baseOffset + relativeOffset);
            bool grows = i == 0 || (entries[i].Timestamp > entries[i - 1].Timestamp && entries[i].Offset >= entries[i - 1].Offset);
            if (!grows || relativeOffset < 0)
            {
                return false;
            }
        }

        _entries = entries;
        _count = entries.Length;
        return true;
    }
}
