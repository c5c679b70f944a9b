using System.Buffers.Binary;
using Weir.Protocol.Records;

namespace Weir.Log.Producers;

/// <summary>
/// Kafka's producer snapshot file, version 1: version, CRC-32C of what follows, and per producer its last batch. Named after the
/// offset up to which it speaks.
/// </summary>
internal static class ProducerSnapshot
{
    private const short Version = 1;
    private const int CrcPosition = sizeof(short);
    private const int CountPosition = CrcPosition + sizeof(uint);
    private const int EntriesPosition = CountPosition + sizeof(int);
    private const int EntrySize = 46;

    public static byte[] Encode(ProducerStateTable table)
    {
        byte[] bytes = new byte[EntriesPosition + (table.Count * EntrySize)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, Version);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(CountPosition), table.Count);
        int position = EntriesPosition;
        foreach (ProducerState state in table.All)
        {
            EncodeEntry(bytes.AsSpan(position, EntrySize), state);
            position += EntrySize;
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(CrcPosition), Crc32C.Compute(bytes.AsSpan(CountPosition)));
        return bytes;
    }

    /// <summary>Puts the producers of a snapshot into an empty table.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="table">An empty table.</param>
    /// <param name="nowMs">Milliseconds since the epoch: expiry starts anew.</param>
    /// <returns>False when the file is damaged or of another version; then the table is left empty.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, ProducerStateTable table, long nowMs)
    {
        if (bytes.Length < EntriesPosition
            || BinaryPrimitives.ReadInt16BigEndian(bytes) != Version
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[CrcPosition..]) != Crc32C.Compute(bytes[CountPosition..])
            || (bytes.Length - EntriesPosition) != (long)BinaryPrimitives.ReadInt32BigEndian(bytes[CountPosition..]) * EntrySize)
        {
            return false;
        }

        for (int position = EntriesPosition; position < bytes.Length; position += EntrySize)
        {
            table.Restore(DecodeEntry(bytes.Slice(position, EntrySize), nowMs));
        }

        return true;
    }

    private static void EncodeEntry(Span<byte> entry, ProducerState state)
    {
        ProducerBatch last = state.HasBatches ? state.LastBatch : new ProducerBatch(-1, -1, 0, -1);
        BinaryPrimitives.WriteInt64BigEndian(entry, state.ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(entry[8..], state.Epoch);
        BinaryPrimitives.WriteInt32BigEndian(entry[10..], last.LastSequence);
        BinaryPrimitives.WriteInt64BigEndian(entry[14..], last.LastOffset);
        BinaryPrimitives.WriteInt32BigEndian(entry[22..], last.OffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(entry[26..], state.LastTimestamp);
        BinaryPrimitives.WriteInt32BigEndian(entry[34..], state.CoordinatorEpoch);
        BinaryPrimitives.WriteInt64BigEndian(entry[38..], state.TransactionFirstOffset);
    }

    private static ProducerState DecodeEntry(ReadOnlySpan<byte> entry, long nowMs)
    {
        var state = new ProducerState(BinaryPrimitives.ReadInt64BigEndian(entry))
        {
            LastTimestamp = BinaryPrimitives.ReadInt64BigEndian(entry[26..]),
            CoordinatorEpoch = BinaryPrimitives.ReadInt32BigEndian(entry[34..]),
            TransactionFirstOffset = BinaryPrimitives.ReadInt64BigEndian(entry[38..]),
            LastSeenMs = nowMs,
        };
        short epoch = BinaryPrimitives.ReadInt16BigEndian(entry[8..]);
        int lastSequence = BinaryPrimitives.ReadInt32BigEndian(entry[10..]);
        if (lastSequence < 0)
        {
            state.SetEpoch(epoch);
        }
        else
        {
            long lastOffset = BinaryPrimitives.ReadInt64BigEndian(entry[14..]);
            state.Add(epoch, new ProducerBatch(lastSequence, lastOffset, BinaryPrimitives.ReadInt32BigEndian(entry[22..]), state.LastTimestamp));
        }

        return state;
    }
}
