using System.Text.RegularExpressions;

namespace Weir.Broker.Telemetry;

/// <summary>What one <c>client-metrics</c> resource asks of the clients it matches.</summary>
/// <param name="Metrics">Prefixes of names; <c>*</c> for all.</param>
/// <param name="IntervalMs">Milliseconds between pushes.</param>
/// <param name="Matches">Expression by selector; all must hold.</param>
internal sealed record TelemetrySubscription(IReadOnlyList<string> Metrics, int IntervalMs, IReadOnlyDictionary<string, Regex> Matches)
{
    /// <summary>Reads settings that have been checked.</summary>
    public static TelemetrySubscription From(IReadOnlyDictionary<string, string> settings)
    {
        var matches = new Dictionary<string, Regex>(StringComparer.Ordinal);
        foreach (string pattern in ConfigText.ToList(ValueOf(settings, ClientMetricsConfigDefinitions.Match)))
        {
            if (ClientMatch.TryParse(pattern, out string selector, out Regex? expression))
            {
                matches[selector] = expression!;
            }
        }

        return new TelemetrySubscription(
            ConfigText.ToList(ValueOf(settings, ClientMetricsConfigDefinitions.Metrics)),
            ConfigText.ToInt(ValueOf(settings, ClientMetricsConfigDefinitions.Interval)),
            matches);
    }

    public bool Includes(TelemetryClient client) => Matches.All(match => client.Property(match.Key) is { } value && IsMatch(match.Value, value));

    private static bool IsMatch(Regex expression, string value)
    {
        try
        {
            return expression.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string ValueOf(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out string? value) ? value : ClientMetricsConfigDefinitions.ByName[name].Default!;
}
