using System.Buffers;
using System.Text.Json.Serialization;

namespace Weir.Client.Tests.Serialization;

public sealed partial class SerdeTests
{
    private static readonly SerializationContext Context = new("t", RecordComponent.Value, null);

    [Fact]
    public void Numbers_are_written_as_Java_writes_them()
    {
        Assert.Equal([0x01, 0x02], Bytes(Serializers.Int16, (short)0x0102));
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFE], Bytes(Serializers.Int32, -2));
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 0], Bytes(Serializers.Int64, 256L));
        Assert.Equal([0x3F, 0x80, 0, 0], Bytes(Serializers.Single, 1f));
        Assert.Equal([0x3F, 0xF0, 0, 0, 0, 0, 0, 0], Bytes(Serializers.Double, 1d));
    }

    [Fact]
    public void Everything_written_is_read_back()
    {
        RoundTrip(Serializers.String, Deserializers.String, "Zürich");
        RoundTrip(Serializers.String, Deserializers.String, "");
        RoundTrip(Serializers.Int16, Deserializers.Int16, short.MinValue);
        RoundTrip(Serializers.Int32, Deserializers.Int32, int.MaxValue);
        RoundTrip(Serializers.Int64, Deserializers.Int64, long.MinValue);
        RoundTrip(Serializers.Single, Deserializers.Single, float.Epsilon);
        RoundTrip(Serializers.Double, Deserializers.Double, Math.PI);
        RoundTrip(Serializers.Guid, Deserializers.Guid, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        RoundTrip(Serializers.Nullable(Serializers.Int32), Deserializers.Nullable(Deserializers.Int32), 5);
        RoundTrip(Serializers.Json(PointContext.Default.Point), Deserializers.Json(PointContext.Default.Point), new Point(1, "x"));
    }

    [Fact]
    public void Deserialize_wrong_length_says_what_is_needed()
    {
        KafkaException error = Assert.Throws<KafkaException>(() => Deserializers.Int32.Deserialize([1, 2, 3], Context));
        Assert.Contains("has 3 bytes where 4 are needed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_bad_json_is_a_clear_error()
    {
        KafkaException error = Assert.Throws<KafkaException>(() => Deserializers.Json(PointContext.Default.Point).Deserialize("{"u8, Context));
        Assert.Contains("is not JSON of a Point", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeserializeNull_is_null_where_the_type_has_one()
    {
        Assert.Null(Deserializers.String.DeserializeNull(Context));
        Assert.Null(Deserializers.Nullable(Deserializers.Int32).DeserializeNull(Context));
        Assert.Throws<KafkaException>(() => Deserializers.Int32.DeserializeNull(Context));
    }

    private static void RoundTrip<T>(ISerializer<T> serializer, IDeserializer<T> deserializer, T value) =>
        Assert.Equal(value, deserializer.Deserialize(Bytes(serializer, value), Context));

    private static byte[] Bytes<T>(ISerializer<T> serializer, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        serializer.Serialize(value, output, Context);
        return output.WrittenSpan.ToArray();
    }

    internal sealed record Point(int X, string Name);

    [JsonSerializable(typeof(Point))]
    internal sealed partial class PointContext : JsonSerializerContext;
}
