using System.Buffers;
using System.Text;

namespace Weir.Client;

internal sealed class Utf8Serde : ISerializer<string?>, IDeserializer<string?>
{
    public static readonly Utf8Serde Instance = new();

    public void Serialize(string? value, IBufferWriter<byte> output, in SerializationContext context) =>
        Encoding.UTF8.GetBytes(value, output);

    public string Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => Encoding.UTF8.GetString(data);
}
