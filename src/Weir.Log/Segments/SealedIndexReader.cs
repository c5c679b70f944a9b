using System.Buffers.Binary;
using Weir.Log.Storage;

namespace Weir.Log.Segments;

/// <summary>
/// Looks into the index files of sealed segments where they lie, so that old segments cost no memory. About one small read
/// of the page cache per halving.
/// </summary>
internal static class SealedIndexReader
{
    /// <summary>The last entry at or below <paramref name="offset"/>; the start of the segment when there is none.</summary>
    public static IndexEntry FindOffset(IStorageFile index, long baseOffset, long offset)
    {
        Span<byte> entry = stackalloc byte[OffsetIndex.EntrySize];
        var found = new IndexEntry(baseOffset, 0);
        int low = 0;
        int high = EntryCount(index, OffsetIndex.EntrySize);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            ReadEntry(index, middle, entry);
            var candidate = new IndexEntry(
                baseOffset + BinaryPrimitives.ReadInt32BigEndian(entry),
                BinaryPrimitives.ReadInt32BigEndian(entry[sizeof(int)..]));
            if (candidate.Offset <= offset)
            {
                found = candidate;
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return found;
    }

    /// <summary>The last entry whose timestamp is at or below <paramref name="timestamp"/>; the start of the segment when there is none.</summary>
    public static TimeIndexEntry FindTime(IStorageFile index, long baseOffset, long timestamp)
    {
        var found = new TimeIndexEntry(-1, baseOffset);
        int low = 0;
        int high = EntryCount(index, TimeIndex.EntrySize);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            TimeIndexEntry candidate = ReadTime(index, baseOffset, middle);
            if (candidate.Timestamp <= timestamp)
            {
                found = candidate;
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return found;
    }

    /// <summary>The entry that closes the segment: its largest timestamp. Timestamp -1 when the index is empty.</summary>
    public static TimeIndexEntry LastTime(IStorageFile index, long baseOffset)
    {
        int count = EntryCount(index, TimeIndex.EntrySize);
        return count == 0 ? new TimeIndexEntry(-1, baseOffset) : ReadTime(index, baseOffset, count - 1);
    }

    private static TimeIndexEntry ReadTime(IStorageFile index, long baseOffset, int position)
    {
        Span<byte> entry = stackalloc byte[TimeIndex.EntrySize];
        ReadEntry(index, position, entry);
        return new TimeIndexEntry(
            BinaryPrimitives.ReadInt64BigEndian(entry),
            baseOffset + BinaryPrimitives.ReadInt32BigEndian(entry[sizeof(long)..]));
    }

    private static int EntryCount(IStorageFile index, int entrySize) => (int)(index.Length / entrySize);

    private static void ReadEntry(IStorageFile index, int position, Span<byte> entry)
    {
        if (index.Read(entry, (long)position * entry.Length) < entry.Length)
        {
            entry.Clear();
        }
    }
}
