using System.Text.Json.Serialization.Metadata;

namespace Weir.Client;

/// <summary>Serializers that write what Java's of the same name write: numbers big-endian, text as UTF-8.</summary>
public static class Serializers
{
    /// <summary>UTF-8.</summary>
    public static ISerializer<string?> String => Utf8Serde.Instance;

    /// <summary>The bytes as they are.</summary>
    public static ISerializer<ReadOnlyMemory<byte>> Bytes => MemorySerde.Instance;

    /// <summary>The bytes as they are.</summary>
    public static ISerializer<byte[]?> ByteArray => ByteArraySerde.Instance;

    public static ISerializer<short> Int16 => Int16Serde.Instance;

    public static ISerializer<int> Int32 => Int32Serde.Instance;

    public static ISerializer<long> Int64 => Int64Serde.Instance;

    public static ISerializer<float> Single => SingleSerde.Instance;

    public static ISerializer<double> Double => DoubleSerde.Instance;

    /// <summary>Text of 36 characters, as Java's <c>UUIDSerializer</c>.</summary>
    public static ISerializer<Guid> Guid => GuidSerde.Instance;

    /// <summary>UTF-8 JSON, by a source-generated contract.</summary>
    public static ISerializer<T> Json<T>(JsonTypeInfo<T> typeInfo) => new JsonSerde<T>(typeInfo);

    /// <summary>Lets a value type be null.</summary>
    public static ISerializer<T?> Nullable<T>(ISerializer<T> inner)
        where T : struct => new NullableSerializer<T>(inner);
}
