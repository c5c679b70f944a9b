using System.Globalization;
using Weir.Protocol;

namespace Weir.Broker.Telemetry;

/// <summary>Reads <c>MetricsData</c> of OTLP 1 (opentelemetry-proto, <c>metrics.proto</c>), in which clients push what they measure (KIP-714).</summary>
internal static class OtlpMetrics
{
    /// <summary>More values than this in one push come from no client library.</summary>
    public const int MaxPoints = 20_000;

    private const int DeltaTemporality = 1;
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Every value of a push, in its order.</summary>
    /// <exception cref="ProtocolException">The bytes are no metrics; or, with <see cref="ProtocolException.ExceedsLimit"/>, more than <see cref="MaxPoints"/>.</exception>
    public static List<MetricPoint> Read(ReadOnlySpan<byte> payload)
    {
        var points = new List<MetricPoint>();
        var data = new ProtobufReader(payload);
        while (data.Next())
        {
            if (data.Field == 1)
            {
                ReadResource(data.Bytes, points);
            }
        }

        return points;
    }

    private static void ReadResource(ReadOnlySpan<byte> message, List<MetricPoint> points)
    {
        // The resource may stand behind its metrics.
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        var first = new ProtobufReader(message);
        while (first.Next())
        {
            if (first.Field == 1)
            {
                ReadAttributes(first.Bytes, 1, attributes);
            }
        }

        var second = new ProtobufReader(message);
        while (second.Next())
        {
            if (second.Field == 2)
            {
                ReadScope(second.Bytes, attributes, points);
            }
        }
    }

    private static void ReadScope(ReadOnlySpan<byte> message, Dictionary<string, string> resource, List<MetricPoint> points)
    {
        var scope = new ProtobufReader(message);
        while (scope.Next())
        {
            if (scope.Field == 2)
            {
                ReadMetric(scope.Bytes, resource, points);
            }
        }
    }

    private static void ReadMetric(ReadOnlySpan<byte> message, Dictionary<string, string> resource, List<MetricPoint> points)
    {
        string name = string.Empty;
        string unit = string.Empty;
        (MetricKind Kind, int AttributesField)? shape = null;
        ReadOnlySpan<byte> data = default;
        var metric = new ProtobufReader(message);
        while (metric.Next())
        {
            if (ShapeOf(metric.Field) is { } found)
            {
                shape = found;
                data = metric.Bytes;
                continue;
            }

            name = metric.Field == 1 ? metric.Text : name;
            unit = metric.Field == 3 ? metric.Text : unit;
        }

        if (shape is var (kind, attributesField))
        {
            var empty = new MetricPoint { Name = name, Unit = unit, Kind = kind, Resource = resource, Attributes = resource };
            ReadPoints(data, empty, attributesField, points);
        }
    }

    /// <summary>What a field of a metric holds, and in which field its values have their attributes.</summary>
    private static (MetricKind Kind, int AttributesField)? ShapeOf(int field) => field switch
    {
        5 => (MetricKind.Gauge, 7),
        7 => (MetricKind.Sum, 7),
        9 => (MetricKind.Histogram, 9),
        10 => (MetricKind.Histogram, 1), // with exponential buckets
        11 => (MetricKind.Summary, 7),
        _ => null,
    };

    private static void ReadPoints(ReadOnlySpan<byte> message, MetricPoint empty, int attributesField, List<MetricPoint> points)
    {
        var described = new ProtobufReader(message);
        while (described.Next())
        {
            empty = described.Field switch
            {
                2 => empty with { IsDelta = described.Unsigned == DeltaTemporality },
                3 => empty with { IsMonotonic = described.Unsigned != 0 },
                _ => empty,
            };
        }

        var data = new ProtobufReader(message);
        while (data.Next())
        {
            if (data.Field == 1)
            {
                if (points.Count == MaxPoints)
                {
                    throw new ProtocolException($"More than {MaxPoints} values in one push of metrics.") { ExceedsLimit = true };
                }

                points.Add(ReadPoint(data.Bytes, empty, attributesField));
            }
        }
    }

    private static MetricPoint ReadPoint(ReadOnlySpan<byte> message, MetricPoint empty, int attributesField)
    {
        bool isNumber = empty.Kind is MetricKind.Gauge or MetricKind.Sum;
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        MetricPoint read = empty with { Attributes = attributes };
        var point = new ProtobufReader(message);
        while (point.Next())
        {
            if (point.Field == attributesField)
            {
                ReadAttribute(point.Bytes, attributes);
                continue;
            }

            read = point.Field switch
            {
                2 => read with { StartMs = Milliseconds(point.Unsigned) },
                3 => read with { TimeMs = Milliseconds(point.Unsigned) },
                4 when isNumber => read with { Value = point.Double },
                6 when isNumber => read with { WholeValue = point.Signed, Value = point.Signed },
                4 => read with { Count = point.Unsigned },
                5 when !isNumber => read with { Value = point.Double },
                _ => read,
            };
        }

        return read;
    }

    private static void ReadAttributes(ReadOnlySpan<byte> message, int field, Dictionary<string, string> attributes)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                ReadAttribute(reader.Bytes, attributes);
            }
        }
    }

    private static void ReadAttribute(ReadOnlySpan<byte> message, Dictionary<string, string> attributes)
    {
        string key = string.Empty;
        string value = string.Empty;
        var attribute = new ProtobufReader(message);
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 1:
                    key = attribute.Text;
                    break;
                case 2:
                    value = ReadValue(attribute.Bytes);
                    break;
            }
        }

        attributes[key] = value;
    }

    // Lists and maps, which no client uses for an attribute, are left out.
    private static string ReadValue(ReadOnlySpan<byte> message)
    {
        string text = string.Empty;
        var value = new ProtobufReader(message);
        while (value.Next())
        {
            text = value.Field switch
            {
                1 => value.Text,
                2 => value.Unsigned != 0 ? "true" : "false",
                3 => value.Signed.ToString(CultureInfo.InvariantCulture),
                4 => value.Double.ToString(CultureInfo.InvariantCulture),
                _ => text,
            };
        }

        return text;
    }

    private static long Milliseconds(ulong nanoseconds) => (long)(nanoseconds / NanosecondsPerMillisecond);
}
