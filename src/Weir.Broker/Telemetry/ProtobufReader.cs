using System.Buffers.Binary;
using System.Text;
using Weir.Protocol;

namespace Weir.Broker.Telemetry;

/// <summary>Walks the fields of one protobuf message (the "Encoding" page of protobuf.dev); lengths are checked against what is there.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int VarintWire = 0;
    private const int Fixed64Wire = 1;
    private const int BytesWire = 2;
    private const int Fixed32Wire = 5;
    private const int MaxVarintBytes = 10;

    private ReadOnlySpan<byte> _rest = message;
    private ReadOnlySpan<byte> _bytes;
    private ulong _number;
    private int _wire;

    /// <summary>Number of the field last read.</summary>
    public int Field { get; private set; }

    /// <summary>The field's bytes: a text, or a message within.</summary>
    /// <exception cref="ProtocolException">The field is a number.</exception>
    public readonly ReadOnlySpan<byte> Bytes => _wire == BytesWire ? _bytes : throw Malformed($"field {Field} is a number, not bytes");

    /// <exception cref="ProtocolException">The field is a number, or not UTF-8.</exception>
    public readonly string Text
    {
        get
        {
            try
            {
                return StrictUtf8.GetString(Bytes);
            }
            catch (DecoderFallbackException e)
            {
                throw new ProtocolException($"Field {Field} of the metrics is not UTF-8.", e);
            }
        }
    }

    /// <summary>The field as an unsigned number, fixed or varying.</summary>
    /// <exception cref="ProtocolException">The field is bytes.</exception>
    public readonly ulong Unsigned => _wire != BytesWire ? _number : throw Malformed($"field {Field} is bytes, not a number");

    public readonly long Signed => unchecked((long)Unsigned);

    /// <exception cref="ProtocolException">The field is no fixed number of 64 bits.</exception>
    public readonly double Double => _wire == Fixed64Wire ? BitConverter.UInt64BitsToDouble(_number) : throw Malformed($"field {Field} is no double");

    private static UTF8Encoding StrictUtf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="ProtocolException">The bytes are no field.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        ulong tag = ReadVarint();
        _wire = (int)(tag & 7);
        Field = tag >> 3 is > 0 and < 1 << 29 ? (int)(tag >> 3) : throw Malformed($"{tag >> 3} is no field number");
        switch (_wire)
        {
            case VarintWire:
                _number = ReadVarint();
                break;
            case Fixed64Wire:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                break;
            case BytesWire:
                _bytes = Take(ReadVarint());
                break;
            case Fixed32Wire:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            default:
                throw Malformed($"field {Field} is of the unknown wire type {_wire}");
        }

        return true;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < MaxVarintBytes; i++)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Malformed("a varying number is longer than 10 bytes");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw Malformed($"{count} bytes are announced and {_rest.Length} are left");
        }

        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private static ProtocolException Malformed(string what) => new($"The metrics are malformed: {what}.");
}
