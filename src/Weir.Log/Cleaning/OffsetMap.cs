using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Weir.Log.Cleaning;

/// <summary>
/// The last offset of each key, in bounded memory. Keys are told apart by 128 bits of their SHA-256, so that nobody can make two keys
/// that pass for one; 24 bytes an entry, as in Kafka's map.
/// </summary>
/// <remarks>
/// Thread model: owned by the cleaner's thread. Many small tables instead of a large one: each grows by itself, so that the map
/// takes memory as it fills and never needs the old and the new table at once.
/// </remarks>
internal sealed class OffsetMap
{
    public const int EntrySize = 24;

    private const int ManyTables = 64;
    private const int EntriesWorthManyTables = 64 * 1024;
    private const int FirstCapacity = 64;
    private const double GrowFrom = 0.75;

    private readonly Table[] _tables;
    private readonly int _mostEntriesPerTable;
    private readonly double _loadFactor;

    /// <param name="maxBytes">Most bytes of all tables.</param>
    /// <param name="loadFactor">How full the map may become; taken as at least 0.01 and at most 0.99.</param>
    public OffsetMap(long maxBytes, double loadFactor)
    {
        long mostEntries = Math.Max(1, maxBytes / EntrySize);
        int tables = mostEntries >= EntriesWorthManyTables ? ManyTables : 1;
        _mostEntriesPerTable = (int)Math.Clamp(mostEntries / tables, 2, Array.MaxLength / EntrySize);
        _loadFactor = Math.Clamp(loadFactor, 0.01, 0.99);
        _tables = new Table[tables];
        for (int i = 0; i < tables; i++)
        {
            _tables[i] = new Table(Math.Min(FirstCapacity, _mostEntriesPerTable));
        }
    }

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>Everything up to this offset is in the map; -1 while nothing is.</summary>
    public long LatestOffset { get; set; } = -1;

    /// <summary>Bytes of all tables.</summary>
    public long SizeInBytes => _tables.Sum(table => (long)table.Entries.Length * EntrySize);

    /// <summary>Remembers the offset of a key; offsets come in ascending order.</summary>
    /// <returns>False when the key is new and the map is full.</returns>
    public bool TryPut(ReadOnlySpan<byte> key, long offset)
    {
        Hash hash = HashOf(key);
        Table table = TableOf(hash);
        ref Entry entry = ref table.Find(hash);
        if (entry.IsEmpty)
        {
            if (!TryMakeRoom(table))
            {
                return false;
            }

            entry = ref table.Find(hash);
            entry.Hash = hash;
            table.Count++;
            Count++;
        }

        entry.OffsetPlusOne = offset + 1;
        return true;
    }

    /// <summary>The last offset of a key; -1 when the map does not know it.</summary>
    public long Find(ReadOnlySpan<byte> key)
    {
        Hash hash = HashOf(key);
        return TableOf(hash).Find(hash).OffsetPlusOne - 1;
    }

    private Table TableOf(in Hash hash) => _tables[(int)(hash.Low & (uint)(_tables.Length - 1))];

    private bool TryMakeRoom(Table table)
    {
        int capacity = table.Entries.Length;
        if (capacity < _mostEntriesPerTable && table.Count + 1 > capacity * Math.Min(GrowFrom, _loadFactor))
        {
            table.Grow((int)Math.Min(2L * capacity, _mostEntriesPerTable));
            capacity = table.Entries.Length;
        }

        return table.Count + 1 <= Math.Max(1, capacity * _loadFactor) && table.Count + 1 < capacity;
    }

    private static Hash HashOf(ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, digest);
        return new Hash(BinaryPrimitives.ReadUInt64LittleEndian(digest), BinaryPrimitives.ReadUInt64LittleEndian(digest[sizeof(ulong)..]));
    }

    private readonly record struct Hash(ulong Low, ulong High);

    private struct Entry
    {
        public Hash Hash;
        public long OffsetPlusOne;

        public readonly bool IsEmpty => OffsetPlusOne == 0;
    }

    /// <summary>Open addressing; never full, so that a search ends.</summary>
    private sealed class Table(int capacity)
    {
        public Entry[] Entries { get; private set; } = new Entry[capacity];

        public int Count { get; set; }

        /// <summary>The entry of the hash, or the empty one where it belongs.</summary>
        public ref Entry Find(in Hash hash)
        {
            Entry[] entries = Entries;
            int slot = (int)Math.BigMul(hash.High, (ulong)entries.Length, out _);
            while (!entries[slot].IsEmpty && entries[slot].Hash != hash)
            {
                slot = slot + 1 == entries.Length ? 0 : slot + 1;
            }

            return ref entries[slot];
        }

        public void Grow(int capacity)
        {
            Entry[] before = Entries;
            Entries = new Entry[capacity];
            foreach (Entry entry in before)
            {
                if (!entry.IsEmpty)
                {
                    Find(entry.Hash) = entry;
                }
            }
        }
    }
}
