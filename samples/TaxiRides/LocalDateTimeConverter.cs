using System.Text.Json;
using System.Text.Json.Serialization;

namespace TaxiRides;

/// <summary>Reads times as ISO-8601, and as the arrays [year,month,day,hour,minute,second] that the lesson's Java producer writes.</summary>
public sealed class LocalDateTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.GetDateTime();
        }
        var parts = new List<int>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            parts.Add(reader.GetInt32());
        }
        return parts.Count >= 5
            ? new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], parts.ElementAtOrDefault(5))
            : throw new JsonException("A time has at least year, month, day, hour and minute.");
    }

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
