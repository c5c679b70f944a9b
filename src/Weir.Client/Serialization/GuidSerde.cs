using System.Buffers;
using System.Buffers.Text;

namespace Weir.Client;

internal sealed class GuidSerde : ISerializer<Guid>, IDeserializer<Guid>
{
    public static readonly GuidSerde Instance = new();

    private const int TextLength = 36;

    public void Serialize(Guid value, IBufferWriter<byte> output, in SerializationContext context)
    {
        value.TryFormat(output.GetSpan(TextLength), out int written);
        output.Advance(written);
    }

    public Guid Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) =>
        Utf8Parser.TryParse(data, out Guid value, out int consumed) && consumed == data.Length
            ? value
            : throw SerdeErrors.WrongLength(data.Length, TextLength, context);
}
