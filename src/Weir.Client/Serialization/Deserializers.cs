using System.Text.Json.Serialization.Metadata;

namespace Weir.Client;

/// <summary>Deserializers for what <see cref="Serializers"/>, and Java's of the same name, write.</summary>
public static class Deserializers
{
    /// <summary>UTF-8; ill-formed bytes become replacement characters, as in Java.</summary>
    public static IDeserializer<string?> String => Utf8Serde.Instance;

    /// <summary>A copy of the bytes; empty for null. Use <see cref="ByteArray"/> to tell null from empty.</summary>
    public static IDeserializer<ReadOnlyMemory<byte>> Bytes => MemorySerde.Instance;

    /// <summary>A copy of the bytes, or null.</summary>
    public static IDeserializer<byte[]?> ByteArray => ByteArraySerde.Instance;

    public static IDeserializer<short> Int16 => Int16Serde.Instance;

    public static IDeserializer<int> Int32 => Int32Serde.Instance;

    public static IDeserializer<long> Int64 => Int64Serde.Instance;

    public static IDeserializer<float> Single => SingleSerde.Instance;

    public static IDeserializer<double> Double => DoubleSerde.Instance;

    /// <summary>Text of 36 characters, as Java's <c>UUIDDeserializer</c>.</summary>
    public static IDeserializer<Guid> Guid => GuidSerde.Instance;

    /// <summary>Skips the bytes: for keys nobody looks at.</summary>
    public static IDeserializer<Ignored> Ignore => IgnoreDeserializer.Instance;

    /// <summary>UTF-8 JSON, by a source-generated contract.</summary>
    public static IDeserializer<T> Json<T>(JsonTypeInfo<T> typeInfo) => new JsonSerde<T>(typeInfo);

    /// <summary>Lets a value type be null.</summary>
    public static IDeserializer<T?> Nullable<T>(IDeserializer<T> inner)
        where T : struct => new NullableDeserializer<T>(inner);
}
