using System.Buffers;
using System.Buffers.Binary;

namespace Weir.Client;

internal sealed class Int32Serde : ISerializer<int>, IDeserializer<int>
{
    public static readonly Int32Serde Instance = new();

    public void Serialize(int value, IBufferWriter<byte> output, in SerializationContext context)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    public int Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => data.Length == sizeof(int)
        ? BinaryPrimitives.ReadInt32BigEndian(data)
        : throw SerdeErrors.WrongLength(data.Length, sizeof(int), context);
}
