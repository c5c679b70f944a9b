using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Weir.Client;

internal sealed class JsonSerde<T>(JsonTypeInfo<T> typeInfo) : ISerializer<T>, IDeserializer<T>
{
    // A writer is kept per thread: making one per record would allocate.
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public void Serialize(T value, IBufferWriter<byte> output, in SerializationContext context)
    {
        Utf8JsonWriter writer = _writer ??= new Utf8JsonWriter(output);
        writer.Reset(output);
        try
        {
            JsonSerializer.Serialize(writer, value, typeInfo);
            writer.Flush();
        }
        catch
        {
            // Nothing may be flushed later into an output that belongs to somebody else by then.
            _writer = null;
            throw;
        }
    }

    public T Deserialize(ReadOnlySpan<byte> data, in SerializationContext context)
    {
        try
        {
            return JsonSerializer.Deserialize(data, typeInfo)!;
        }
        catch (JsonException e)
        {
            throw SerdeErrors.Malformed($"JSON of a {typeof(T).Name}", context, e);
        }
    }
}
