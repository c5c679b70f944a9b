namespace Weir.Broker.Telemetry;

/// <summary>One value that a client pushed.</summary>
internal sealed record MetricPoint
{
    /// <summary>Such as <c>org.apache.kafka.producer.connection.creation.total</c>.</summary>
    public required string Name { get; init; }

    public required MetricKind Kind { get; init; }

    public string Unit { get; init; } = string.Empty;

    /// <summary>Of a sum: whether it only grows.</summary>
    public bool IsMonotonic { get; init; }

    /// <summary>Of a sum or histogram: whether it counts from <see cref="StartMs"/> only since the push before (OTLP, "Temporality").</summary>
    public bool IsDelta { get; init; }

    /// <summary>What tells this value from others of the same name, such as a topic.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>What the client says of itself.</summary>
    public required IReadOnlyDictionary<string, string> Resource { get; init; }

    /// <summary>Begin of what is counted, in milliseconds since the epoch; 0 when not told.</summary>
    public long StartMs { get; init; }

    /// <summary>When it was measured, in milliseconds since the epoch; 0 when not told.</summary>
    public long TimeMs { get; init; }

    /// <summary>Of a gauge or sum; of a histogram or summary, the sum of what was counted. Null when not told.</summary>
    public double? Value { get; init; }

    /// <summary>Of a gauge or sum of whole numbers: <see cref="Value"/>, exactly.</summary>
    public long? WholeValue { get; init; }

    /// <summary>Of a histogram or summary: how many values were counted.</summary>
    public ulong? Count { get; init; }
}
