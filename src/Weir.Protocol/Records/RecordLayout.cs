using System.Runtime.CompilerServices;

namespace Weir.Protocol.Records;

/// <summary>Where the parts of one encoded record lie. Every length has been checked.</summary>
internal struct RecordLayout
{
    // A header takes a length for its key and one for its value, at the least.
    private const int MinimumHeaderSize = 2;

    public long TimestampDelta;
    public int OffsetDelta;
    public int KeyStart;
    public int KeyLength;
    public int ValueStart;
    public int ValueLength;
    public int HeadersStart;
    public int HeadersLength;
    public int HeaderCount;

    /// <summary>Parses the record at <paramref name="position"/> and moves behind it.</summary>
    /// <exception cref="ProtocolException">A length does not fit, or the parts do not add up to the record's length.</exception>
    public static void Parse(ReadOnlySpan<byte> records, ref int position, out RecordLayout layout)
    {
        Unsafe.SkipInit(out layout);
        if (!Varint.TryRead(records, ref position, out int length) || (uint)length > (uint)(records.Length - position))
        {
            throw new ProtocolException($"The length of the record at byte {position} of the records does not fit the batch.");
        }

        // Positions stay relative to the records; the end keeps every part within this one record.
        ReadOnlySpan<byte> bounded = records[..(position + length)];
        int start = position;
        if (!TryParseBody(bounded, ref position, ref layout) || position != bounded.Length)
        {
            throw new ProtocolException($"The parts of the record at byte {start} of the records do not fit its {length} bytes.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryParseBody(ReadOnlySpan<byte> record, ref int position, ref RecordLayout layout)
    {
        int next = position + 1; // Attributes: none are defined.
        if (!Varint.TryReadLong(record, ref next, out long timestampDelta)
            || !Varint.TryRead(record, ref next, out int offsetDelta)
            || !TryTakeBytes(record, ref next, out int keyStart, out int keyLength)
            || !TryTakeBytes(record, ref next, out int valueStart, out int valueLength)
            || !Varint.TryRead(record, ref next, out int headerCount))
        {
            return false;
        }

        layout.TimestampDelta = timestampDelta;
        layout.OffsetDelta = offsetDelta;
        layout.KeyStart = keyStart;
        layout.KeyLength = keyLength;
        layout.ValueStart = valueStart;
        layout.ValueLength = valueLength;
        layout.HeadersStart = next;
        layout.HeadersLength = 0;
        layout.HeaderCount = headerCount;
        position = next;
        return headerCount == 0 || TryTakeHeaders(record, ref position, ref layout);
    }

    private static bool TryTakeHeaders(ReadOnlySpan<byte> record, ref int position, ref RecordLayout layout)
    {
        if ((uint)layout.HeaderCount > (uint)(record.Length - position) / MinimumHeaderSize)
        {
            return false;
        }

        for (int i = 0; i < layout.HeaderCount; i++)
        {
            if (!TryTakeBytes(record, ref position, out _, out int keyLength)
                || keyLength < 0
                || !TryTakeBytes(record, ref position, out _, out _))
            {
                return false;
            }
        }

        layout.HeadersLength = position - layout.HeadersStart;
        return true;
    }

    // -1 stands for null.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTakeBytes(ReadOnlySpan<byte> record, ref int position, out int start, out int length)
    {
        bool read = Varint.TryRead(record, ref position, out length);
        start = position;
        if (!read || length < -1 || length > record.Length - position)
        {
            return false;
        }

        position += Math.Max(length, 0);
        return true;
    }
}
