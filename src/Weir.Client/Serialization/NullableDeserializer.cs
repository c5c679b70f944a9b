namespace Weir.Client;

internal sealed class NullableDeserializer<T>(IDeserializer<T> inner) : IDeserializer<T?>
    where T : struct
{
    public T? Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => inner.Deserialize(data, context);
}
