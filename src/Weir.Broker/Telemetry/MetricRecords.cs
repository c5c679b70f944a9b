using System.Buffers;
using System.Text;
using System.Text.Json;
using Weir.Protocol;

namespace Weir.Broker.Telemetry;

/// <summary>
/// Pushed values as records of <c>__client_metrics</c>: the key is client instance, metric and attributes, so that compaction keeps the last value of each; the
/// value is one flat JSON object, which any consumer can read.
/// </summary>
/// <remarks>Thread model: belongs to the request that made it.</remarks>
internal sealed class MetricRecords
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(int KeyEnd, int ValueEnd)> _ends = [];

    public int Count => _ends.Count;

    /// <summary>Writes all values.</summary>
    /// <param name="client">Who pushed them.</param>
    /// <param name="isTerminating">It was the client's last push.</param>
    /// <param name="points">The values.</param>
    /// <param name="limit">Most bytes of all records.</param>
    /// <exception cref="ProtocolException">With <see cref="ProtocolException.ExceedsLimit"/>: the records are larger than <paramref name="limit"/>.</exception>
    public static MetricRecords Of(TelemetryClient client, bool isTerminating, IReadOnlyList<MetricPoint> points, int limit)
    {
        var records = new MetricRecords();
        using var json = new Utf8JsonWriter(records._bytes);
        foreach (MetricPoint point in points)
        {
            Encoding.UTF8.GetBytes(Key(client, point), records._bytes);
            int keyEnd = records._bytes.WrittenCount;
            json.Reset(records._bytes);
            Write(json, client, isTerminating, point);
            json.Flush();
            records._ends.Add((keyEnd, records._bytes.WrittenCount));
            if (records._bytes.WrittenCount > limit)
            {
                throw new ProtocolException($"The metrics of {KafkaUuid.Format(client.InstanceId)} make more than {limit} bytes of records.") { ExceedsLimit = true };
            }
        }

        return records;
    }

    public ReadOnlySpan<byte> KeyOf(int index) => _bytes.WrittenSpan[(index == 0 ? 0 : _ends[index - 1].ValueEnd).._ends[index].KeyEnd];

    public ReadOnlySpan<byte> ValueOf(int index) => _bytes.WrittenSpan[_ends[index].KeyEnd.._ends[index].ValueEnd];

    private static string Key(TelemetryClient client, MetricPoint point)
    {
        string key = $"{KafkaUuid.Format(client.InstanceId)}/{point.Name}";
        return point.Attributes.Count == 0
            ? key
            : $"{key}{{{string.Join(',', point.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}}}";
    }

    private static void Write(Utf8JsonWriter json, TelemetryClient client, bool isTerminating, MetricPoint point)
    {
        json.WriteStartObject();
        json.WriteString("clientInstanceId"u8, KafkaUuid.Format(client.InstanceId));
        json.WriteString("clientId"u8, client.ClientId);
        json.WriteString("clientSoftwareName"u8, client.SoftwareName);
        json.WriteString("clientSoftwareVersion"u8, client.SoftwareVersion);
        json.WriteString("clientAddress"u8, client.Address);
        json.WriteNumber("clientPort"u8, client.Port);
        json.WriteBoolean("terminating"u8, isTerminating);
        json.WriteString("metric"u8, point.Name);
        json.WriteString("kind"u8, NameOf(point.Kind));
        json.WriteString("unit"u8, point.Unit);
        json.WriteBoolean("monotonic"u8, point.IsMonotonic);
        json.WriteString("temporality"u8, point.Kind == MetricKind.Gauge ? null : point.IsDelta ? "delta" : "cumulative");
        WriteTexts(json, "attributes", point.Attributes);
        WriteTexts(json, "resource", point.Resource);
        json.WriteNumber("startMs"u8, point.StartMs);
        json.WriteNumber("timeMs"u8, point.TimeMs);
        if (point.Count is { } count)
        {
            json.WriteNumber("count"u8, count);
        }

        WriteValue(json, point);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in texts)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, MetricPoint point)
    {
        if (point.WholeValue is { } whole)
        {
            json.WriteNumber("value"u8, whole);
        }
        else if (point.Value is { } value && double.IsFinite(value))
        {
            json.WriteNumber("value"u8, value);
        }
        else
        {
            json.WriteNull("value"u8); // JSON has no NaN, which clients push for the average of nothing
        }
    }

    private static string NameOf(MetricKind kind) => kind switch
    {
        MetricKind.Gauge => "gauge",
        MetricKind.Sum => "sum",
        MetricKind.Histogram => "histogram",
        _ => "summary",
    };
}
