using System.Buffers;

namespace Weir.Client;

internal sealed class ByteArraySerde : ISerializer<byte[]?>, IDeserializer<byte[]?>
{
    public static readonly ByteArraySerde Instance = new();

    public void Serialize(byte[]? value, IBufferWriter<byte> output, in SerializationContext context) => output.Write(value);

    public byte[] Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => data.ToArray();
}
