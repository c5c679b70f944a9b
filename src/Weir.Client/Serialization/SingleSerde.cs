using System.Buffers;
using System.Buffers.Binary;

namespace Weir.Client;

internal sealed class SingleSerde : ISerializer<float>, IDeserializer<float>
{
    public static readonly SingleSerde Instance = new();

    public void Serialize(float value, IBufferWriter<byte> output, in SerializationContext context)
    {
        BinaryPrimitives.WriteSingleBigEndian(output.GetSpan(sizeof(float)), value);
        output.Advance(sizeof(float));
    }

    public float Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => data.Length == sizeof(float)
        ? BinaryPrimitives.ReadSingleBigEndian(data)
        : throw SerdeErrors.WrongLength(data.Length, sizeof(float), context);
}
