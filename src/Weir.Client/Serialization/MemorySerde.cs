using System.Buffers;

namespace Weir.Client;

internal sealed class MemorySerde : ISerializer<ReadOnlyMemory<byte>>, IDeserializer<ReadOnlyMemory<byte>>
{
    public static readonly MemorySerde Instance = new();

    public void Serialize(ReadOnlyMemory<byte> value, IBufferWriter<byte> output, in SerializationContext context) => output.Write(value.Span);

    public ReadOnlyMemory<byte> Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => data.ToArray();

    public ReadOnlyMemory<byte> DeserializeNull(in SerializationContext context) => default;
}
