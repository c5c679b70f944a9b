using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Weir.Protocol;

/// <summary>
/// Reads primitive types of the Kafka protocol (protocol guide, "Protocol Primitive Types"), big-endian.
/// Every length is checked against what is left of the frame before anything is allocated.
/// </summary>
public ref struct ProtocolReader
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _span;
    private int _position;

    public ProtocolReader(ReadOnlyMemory<byte> memory)
    {
        _memory = memory;
        _span = memory.Span;
        _position = 0;
    }

    public readonly int Position => _position;

    public readonly int Remaining => _span.Length - _position;

    public sbyte ReadInt8() => (sbyte)Take(1)[0];

    public bool ReadBoolean() => Take(1)[0] != 0;

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public double ReadFloat64() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public Guid ReadUuid() => new(Take(16), bigEndian: true);

    public uint ReadUnsignedVarint()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Take(1)[0];
            if (shift == 28 && next > 0x0F)
            {
                break;
            }

            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new ProtocolException("A varint is longer than 32 bits.");
    }

    public ulong ReadUnsignedVarlong()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Take(1)[0];
            if (shift == 63 && next > 0x01)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new ProtocolException("A varlong is longer than 64 bits.");
    }

    /// <summary>Zig-zag encoded, as in records.</summary>
    public int ReadVarint()
    {
        uint raw = ReadUnsignedVarint();
        return (int)(raw >> 1) ^ -(int)(raw & 1);
    }

    /// <summary>Zig-zag encoded, as in records.</summary>
    public long ReadVarlong()
    {
        ulong raw = ReadUnsignedVarlong();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public string ReadString(bool compact) => ReadNullableString(compact) ?? throw NullNotAllowed("string");

    public string? ReadNullableString(bool compact)
    {
        int length = compact ? ReadCompactLength() : ReadInt16();
        if (length < 0)
        {
            return length == -1 ? null : throw BadLength(length);
        }

        if (length > ProtocolText.MaximumLength)
        {
            throw BadLength(length);
        }

        ReadOnlySpan<byte> bytes = Take(length);
        try
        {
            return length == 0 ? string.Empty : ProtocolText.Encoding.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ProtocolException("A string is not valid UTF-8.", e);
        }
    }

    public ReadOnlyMemory<byte> ReadBytes(bool compact) => ReadNullableBytes(compact) ?? throw NullNotAllowed("byte");

    /// <summary>The result refers to the frame; copy it if it must outlive the frame.</summary>
    public ReadOnlyMemory<byte>? ReadNullableBytes(bool compact)
    {
        int length = compact ? ReadCompactLength() : ReadInt32();
        if (length < 0)
        {
            return length == -1 ? null : throw BadLength(length);
        }

        return ReadMemory(length);
    }

    public ReadOnlyMemory<byte>? ReadRecords(bool compact) => ReadNullableBytes(compact);

    /// <summary>Number of elements that follow, or -1 for a null array. Never more than the frame can hold.</summary>
    /// <param name="compact">Whether the version is flexible.</param>
    /// <param name="minimumElementSize">The fewest bytes an element can take, at least 1.</param>
    public int ReadArrayLength(bool compact, int minimumElementSize)
    {
        int count = compact ? ReadCompactLength() : ReadInt32();
        if (count < -1 || (long)count * minimumElementSize > Remaining)
        {
            throw BadLength(count);
        }

        return count;
    }

    public ReadOnlyMemory<byte> ReadMemory(int length)
    {
        int start = _position;
        _ = Take(length);
        return _memory.Slice(start, length);
    }

    public ReadOnlySpan<byte> ReadSpan(int length) => Take(length);

    public void Skip(int length) => _ = Take(length);

    /// <summary>Skips a whole tagged-field section (KIP-482).</summary>
    public void SkipTaggedFields()
    {
        uint count = ReadUnsignedVarint();
        for (uint i = 0; i < count; i++)
        {
            _ = ReadUnsignedVarint();
            Skip(ReadTaggedFieldSize());
        }
    }

    /// <summary>Size in bytes of the tagged field whose tag was just read, checked against the frame.</summary>
    public int ReadTaggedFieldSize()
    {
        uint size = ReadUnsignedVarint();
        return size <= (uint)Remaining ? (int)size : throw BadLength((int)size);
    }

    private static ProtocolException NullNotAllowed(string what) => new($"A {what} field is null in a version that does not allow null.");

    private static ProtocolException BadLength(int length) => new($"A length of {length} does not fit the frame.");

    private int ReadCompactLength()
    {
        uint raw = ReadUnsignedVarint();
        return raw <= int.MaxValue ? (int)raw - 1 : throw BadLength((int)raw);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)Remaining)
        {
            ThrowTruncated(length);
        }

        ReadOnlySpan<byte> taken = _span.Slice(_position, length);
        _position += length;
        return taken;
    }

    [DoesNotReturn]
    private readonly void ThrowTruncated(int length) =>
        throw new ProtocolException($"The frame ends at byte {_span.Length}: {length} bytes are needed at byte {_position}.");
}
