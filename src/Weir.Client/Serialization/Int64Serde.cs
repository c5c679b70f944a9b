using System.Buffers;
using System.Buffers.Binary;

namespace Weir.Client;

internal sealed class Int64Serde : ISerializer<long>, IDeserializer<long>
{
    public static readonly Int64Serde Instance = new();

    public void Serialize(long value, IBufferWriter<byte> output, in SerializationContext context)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    public long Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => data.Length == sizeof(long)
        ? BinaryPrimitives.ReadInt64BigEndian(data)
        : throw SerdeErrors.WrongLength(data.Length, sizeof(long), context);
}
