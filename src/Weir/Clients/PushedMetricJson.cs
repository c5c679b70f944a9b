namespace Weir.Clients;

/// <summary>One value that a client pushed, as it lies in <c>__client_metrics</c>.</summary>
/// <param name="ClientInstanceId">The client's instance, 22 characters.</param>
/// <param name="ClientId">Its <c>client.id</c>.</param>
/// <param name="ClientSoftwareName">Its library.</param>
/// <param name="ClientSoftwareVersion">Version of its library.</param>
/// <param name="ClientAddress">Where it connects from.</param>
/// <param name="ClientPort">Port it connects from.</param>
/// <param name="Terminating">It was the client's last push.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Kind">gauge, sum, histogram or summary.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="Temporality">delta or cumulative; null for gauges.</param>
/// <param name="Attributes">What tells the value from others of that name.</param>
/// <param name="TimeMs">When it was measured, in milliseconds since the epoch.</param>
/// <param name="Count">Of a histogram or summary: how many values were counted.</param>
/// <param name="Value">The value; null when there is none.</param>
internal sealed record PushedMetricJson(
    string ClientInstanceId,
    string? ClientId,
    string ClientSoftwareName,
    string ClientSoftwareVersion,
    string ClientAddress,
    int ClientPort,
    bool Terminating,
    string Metric,
    string Kind,
    string Unit,
    string? Temporality,
    IReadOnlyDictionary<string, string> Attributes,
    long TimeMs,
    ulong? Count,
    double? Value)
{
    /// <summary>When the broker got it.</summary>
    public DateTimeOffset Pushed { get; init; }
}
