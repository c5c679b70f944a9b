using System.Buffers;
using System.Buffers.Binary;

namespace Weir.Client;

internal sealed class Int16Serde : ISerializer<short>, IDeserializer<short>
{
    public static readonly Int16Serde Instance = new();

    public void Serialize(short value, IBufferWriter<byte> output, in SerializationContext context)
    {
        BinaryPrimitives.WriteInt16BigEndian(output.GetSpan(sizeof(short)), value);
        output.Advance(sizeof(short));
    }

    public short Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => data.Length == sizeof(short)
        ? BinaryPrimitives.ReadInt16BigEndian(data)
        : throw SerdeErrors.WrongLength(data.Length, sizeof(short), context);
}
