using Weir.Broker.Telemetry;
using Weir.Protocol;

namespace Weir.Broker.Tests.Telemetry;

public sealed class OtlpMetricsTests
{
    [Fact]
    public void Gauges_and_sums_are_read_with_what_describes_them()
    {
        List<MetricPoint> points = OtlpMetrics.Read(Otlp.Metrics(Otlp.Gauge("latency", 1.5), Otlp.Sum("sent", -7, "rides")));

        Assert.Equal(["latency", "sent"], points.Select(point => point.Name));
        Assert.Equal((MetricKind.Gauge, "ms", 1.5, 1_700_000_000_123L), (points[0].Kind, points[0].Unit, points[0].Value, points[0].TimeMs));
        Assert.Equal((MetricKind.Sum, true, true, -7L, 1L, 2L), (points[1].Kind, points[1].IsDelta, points[1].IsMonotonic, points[1].WholeValue, points[1].StartMs, points[1].TimeMs));
        Assert.Equal("rides", points[1].Attributes["topic"]);
        Assert.Equal("r1", points[1].Resource["client.rack"]);
    }

    [Fact]
    public void Histograms_and_summaries_are_read_as_count_and_sum()
    {
        byte[] histogram = Otlp.Message(Otlp.Text(1, "h"), Otlp.Bytes(9, Otlp.Bytes(1, Otlp.Message(Otlp.Attribute(9, "a", "b"), Otlp.Fixed(4, 3), Otlp.Double(5, 6.5), Otlp.Fixed(6, 3)))));
        byte[] exponential = Otlp.Message(Otlp.Text(1, "e"), Otlp.Bytes(10, Otlp.Bytes(1, Otlp.Message(Otlp.Attribute(1, "a", "c"), Otlp.Fixed(4, 4)))));
        byte[] summary = Otlp.Message(Otlp.Text(1, "s"), Otlp.Bytes(11, Otlp.Bytes(1, Otlp.Message(Otlp.Fixed(4, 5), Otlp.Double(5, 2), Otlp.Bytes(6, Otlp.Double(1, 0.5))))));

        List<MetricPoint> points = OtlpMetrics.Read(Otlp.Metrics(histogram, exponential, summary));

        Assert.Equal([(MetricKind.Histogram, 3ul, 6.5), (MetricKind.Histogram, 4ul, null), (MetricKind.Summary, 5ul, 2.0)], points.Select(point => (point.Kind, point.Count!.Value, point.Value)));
        Assert.Equal("b", points[0].Attributes["a"]);
        Assert.Equal("c", points[1].Attributes["a"]);
    }

    [Fact]
    public void Attributes_of_every_plain_type_are_text()
    {
        byte[] attributes = Otlp.Message(
            Otlp.Bytes(7, Otlp.Message(Otlp.Text(1, "bool"), Otlp.Bytes(2, Otlp.Number(2, 1)))),
            Otlp.Bytes(7, Otlp.Message(Otlp.Text(1, "int"), Otlp.Bytes(2, Otlp.Number(3, unchecked((ulong)-5))))),
            Otlp.Bytes(7, Otlp.Message(Otlp.Text(1, "double"), Otlp.Bytes(2, Otlp.Double(4, 0.25)))),
            Otlp.Bytes(7, Otlp.Message(Otlp.Text(1, "list"), Otlp.Bytes(2, Otlp.Bytes(5, [])))));
        MetricPoint point = Assert.Single(OtlpMetrics.Read(Otlp.Metrics(Otlp.Message(Otlp.Text(1, "m"), Otlp.Bytes(5, Otlp.Bytes(1, attributes))))));

        Assert.Equal(["bool=true", "double=0.25", "int=-5", "list="], point.Attributes.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
        Assert.Null(point.Value);
    }

    [Fact]
    public void A_push_cut_at_any_byte_is_read_or_refused_and_never_harms()
    {
        byte[] whole = Otlp.Metrics(Otlp.Gauge("latency", 1.5), Otlp.Sum("sent", 7, "rides"));
        int refused = 0;
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                OtlpMetrics.Read(whole.AsSpan(0, length));
            }
            catch (ProtocolException)
            {
                refused++;
            }
        }

        // Only nothing at all is a message without the one field.
        Assert.Equal(whole.Length - 1, refused);
    }

    [Fact]
    public void A_push_with_any_byte_changed_is_read_or_refused_and_never_harms()
    {
        byte[] whole = Otlp.Metrics(Otlp.Gauge("latency", 1.5), Otlp.Sum("sent", 7, "rides"));
        int refused = 0;
        for (int at = 0; at < whole.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. whole];
                changed[at] = (byte)value;
                try
                {
                    OtlpMetrics.Read(changed);
                }
                catch (ProtocolException)
                {
                    refused++;
                }
            }
        }

        Assert.True(refused > whole.Length);
    }

    public static TheoryData<byte[]> Malformed => new()
    {
        new byte[] { 0x00 }, // field 0
        new byte[] { 0x0B }, // a group, which is no longer of protobuf
        new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, // a length of 2^64-1
        new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, // a number without end
        Otlp.Number(1, 5), // a number where a message must be
        Otlp.Metrics(Otlp.Bytes(1, [0xC3])), // a name that is not UTF-8
        Otlp.Metrics(Otlp.Message(Otlp.Text(1, "m"), Otlp.Bytes(5, Otlp.Bytes(1, Otlp.Number(4, 1))))), // a value that is no double
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_no_metrics_is_refused(byte[] payload)
    {
        ProtocolException error = Assert.Throws<ProtocolException>(() => OtlpMetrics.Read(payload));
        Assert.False(error.ExceedsLimit);
    }

    [Fact]
    public void More_values_than_any_client_has_are_refused()
    {
        byte[] point = Otlp.Bytes(1, []);
        byte[] data = [.. Enumerable.Repeat(point, OtlpMetrics.MaxPoints + 1).SelectMany(bytes => bytes)];

        ProtocolException error = Assert.Throws<ProtocolException>(() => OtlpMetrics.Read(Otlp.Metrics(Otlp.Message(Otlp.Text(1, "m"), Otlp.Bytes(5, data)))));

        Assert.True(error.ExceedsLimit);
    }
}
