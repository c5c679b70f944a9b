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
        if (!Varint.TryRead(records, ref position, out int length) || (uint)length > (uint)(records.Length - position))
        {
            throw new ProtocolException($"The length of the record at byte {position} of the records does not fit the batch.");
        }

        // Positions stay relative to the records; the end keeps every part within this one record.
        ReadOnlySpan<byte> bounded = records[..(position + length)];
        int start = position;
        layout = default;
        if (!layout.TryParseBody(bounded, ref position) || position != bounded.Length)
        {
            throw new ProtocolException($"The parts of the record at byte {start} of the records do not fit its {length} bytes.");
        }
    }

    private bool TryParseBody(ReadOnlySpan<byte> record, ref int position)
    {
        position++; // Attributes: none are defined.
        return Varint.TryReadLong(record, ref position, out TimestampDelta)
            && Varint.TryRead(record, ref position, out OffsetDelta)
            && TryTakeBytes(record, ref position, out KeyStart, out KeyLength)
            && TryTakeBytes(record, ref position, out ValueStart, out ValueLength)
            && TryTakeHeaders(record, ref position);
    }

    private bool TryTakeHeaders(ReadOnlySpan<byte> record, ref int position)
    {
        if (!Varint.TryRead(record, ref position, out HeaderCount) || (uint)HeaderCount > (uint)(record.Length - position) / MinimumHeaderSize)
        {
            return false;
        }

        HeadersStart = position;
        for (int i = 0; i < HeaderCount; i++)
        {
            if (!TryTakeBytes(record, ref position, out _, out int keyLength)
                || keyLength < 0
                || !TryTakeBytes(record, ref position, out _, out _))
            {
                return false;
            }
        }

        HeadersLength = position - HeadersStart;
        return true;
    }

    // -1 stands for null.
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
