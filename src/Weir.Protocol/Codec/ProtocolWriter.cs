using System.Buffers.Binary;

namespace Weir.Protocol;

/// <summary>
/// Writes primitive types of the Kafka protocol into a buffer that <see cref="MessageSize"/> has sized.
/// With a splice list, large records are only referred to; without one, everything is copied.
/// </summary>
public ref struct ProtocolWriter
{
    private readonly Span<byte> _buffer;
    private readonly List<RecordsSplice>? _splices;
    private int _position;

    public ProtocolWriter(Span<byte> buffer, List<RecordsSplice>? splices = null)
    {
        _buffer = buffer;
        _splices = splices;
        _position = 0;
    }

    public readonly int Position => _position;

    public void WriteInt8(sbyte value) => Take(1)[0] = (byte)value;

    public void WriteBoolean(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(2), value);

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(8), value);

    public void WriteFloat64(double value) => BinaryPrimitives.WriteDoubleBigEndian(Take(8), value);

    public void WriteUuid(Guid value) => value.TryWriteBytes(Take(16), bigEndian: true, out _);

    public void WriteUnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            Take(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Take(1)[0] = (byte)value;
    }

    public void WriteString(string? value, bool compact)
    {
        if (value is null)
        {
            WriteNullLength(compact, sizeof(short));
            return;
        }

        int length = ProtocolText.ByteCount(value);
        if (compact)
        {
            WriteUnsignedVarint((uint)length + 1);
        }
        else
        {
            WriteInt16((short)length);
        }

        ProtocolText.Encoding.GetBytes(value, Take(length));
    }

    public void WriteBytes(ReadOnlyMemory<byte>? value, bool compact)
    {
        if (value is not { } bytes)
        {
            WriteNullLength(compact, sizeof(int));
            return;
        }

        WriteByteLength(bytes.Length, compact);
        WriteRaw(bytes.Span);
    }

    public void WriteRecords(ReadOnlyMemory<byte>? value, bool compact)
    {
        if (_splices is null || value is not { Length: >= MessageSize.SpliceThreshold } records)
        {
            WriteBytes(value, compact);
            return;
        }

        WriteByteLength(records.Length, compact);
        _splices.Add(new RecordsSplice(_position, records));
    }

    /// <summary>Writes an element count; null stands for a null array.</summary>
    public void WriteArrayLength(int? count, bool compact)
    {
        if (count is not { } length)
        {
            WriteNullLength(compact, sizeof(int));
            return;
        }

        WriteByteLength(length, compact);
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private void WriteByteLength(int length, bool compact)
    {
        if (compact)
        {
            WriteUnsignedVarint((uint)length + 1);
        }
        else
        {
            WriteInt32(length);
        }
    }

    private void WriteNullLength(bool compact, int width)
    {
        if (compact)
        {
            WriteUnsignedVarint(0);
        }
        else
        {
            Take(width).Fill(0xFF);
        }
    }

    private Span<byte> Take(int length)
    {
        Span<byte> taken = _buffer.Slice(_position, length);
        _position += length;
        return taken;
    }
}
