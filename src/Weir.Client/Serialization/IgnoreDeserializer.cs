namespace Weir.Client;

internal sealed class IgnoreDeserializer : IDeserializer<Ignored>
{
    public static readonly IgnoreDeserializer Instance = new();

    public Ignored Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => default;

    public Ignored DeserializeNull(in SerializationContext context) => default;
}
