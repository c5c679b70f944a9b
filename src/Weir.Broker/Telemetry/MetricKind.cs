namespace Weir.Broker.Telemetry;

/// <summary>Kinds of metrics by the names OTLP gives them.</summary>
internal enum MetricKind
{
    /// <summary>A value as it is now.</summary>
    Gauge,

    /// <summary>A count or total.</summary>
    Sum,

    /// <summary>Values in buckets; kept as count and sum.</summary>
    Histogram,

    /// <summary>Quantiles; kept as count and sum.</summary>
    Summary,
}
