using Weir.Protocol;

namespace Weir.Client;

internal static class SerdeErrors
{
    public static KafkaException WrongLength(int actual, int expected, in SerializationContext context) => new(
        ErrorCode.InvalidRecord,
        $"A {context.Component} in topic {context.Topic} has {actual} bytes where {expected} are needed. Choose the deserializer that fits the producer's serializer.");

    public static KafkaException Malformed(string what, in SerializationContext context, Exception cause) => new(
        ErrorCode.InvalidRecord,
        $"A {context.Component} in topic {context.Topic} is not {what}: {cause.Message} Choose the deserializer that fits the producer's serializer.",
        cause);
}
