using System.Buffers;

namespace Weir.Client;

internal sealed class NullableSerializer<T>(ISerializer<T> inner) : ISerializer<T?>
    where T : struct
{
    public void Serialize(T? value, IBufferWriter<byte> output, in SerializationContext context) =>
        inner.Serialize(value.GetValueOrDefault(), output, context);
}
