using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Rides;

/// <summary>
/// Writes a time without zone as ISO-8601; reads that, and the array <c>[year,month,day,hour,minute,second,nano]</c> which
/// Jackson's JavaTimeModule writes for a <c>LocalDateTime</c> unless told otherwise. Java leaves out trailing zero parts.
/// </summary>
internal sealed class LocalDateTimeConverter : JsonConverter<DateTime>
{
    private const int MaxParts = 7;
    private const int MinParts = 5;
    private const int NanosecondsPerTick = 100;

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.GetDateTime();
        }
        Span<int> parts = stackalloc int[MaxParts];
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (count == MaxParts)
            {
                throw new JsonException("A time given as an array has at most seven parts.");
            }
            parts[count++] = reader.GetInt32();
        }
        if (reader.TokenType != JsonTokenType.EndArray || count < MinParts)
        {
            throw new JsonException("A time given as an array is [year,month,day,hour,minute,second,nano].");
        }
        return FromParts(parts);
    }

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    private static DateTime FromParts(ReadOnlySpan<int> parts)
    {
        try
        {
            return new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
                .AddTicks(parts[6] / NanosecondsPerTick);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new JsonException("A time given as an array names no day and time that exist.");
        }
    }
}
