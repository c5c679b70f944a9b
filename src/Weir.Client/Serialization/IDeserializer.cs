using Weir.Protocol;

namespace Weir.Client;

/// <summary>Turns bytes into keys or values.</summary>
public interface IDeserializer<out T>
{
    /// <summary>Reads <paramref name="data"/>, which is only valid during the call.</summary>
    T Deserialize(ReadOnlySpan<byte> data, in SerializationContext context);

    /// <summary>What stands for the protocol's null: null where <typeparamref name="T"/> has one.</summary>
    /// <exception cref="KafkaException"><typeparamref name="T"/> cannot be null.</exception>
    T DeserializeNull(in SerializationContext context) => default(T) is null
        ? default!
        : throw new KafkaException(
            ErrorCode.InvalidRecord,
            $"A {context.Component} in topic {context.Topic} is null, which {typeof(T).Name} cannot be. Use Deserializers.Nullable(...) for it.");
}
