using System.Globalization;
using System.Text;
using Weir.Protocol.Records;

namespace Weir.Broker.Telemetry;

/// <summary>What all subscriptions together ask of one client.</summary>
/// <param name="SubscriptionId">Names this demand: another demand has, but for chance, another id.</param>
/// <param name="Metrics">Prefixes of names, or <c>*</c> alone; empty when nothing is asked for.</param>
/// <param name="IntervalMs">Milliseconds between pushes: the shortest of all subscriptions that match, at most the default.</param>
internal sealed record TelemetryDemand(int SubscriptionId, IReadOnlyList<string> Metrics, int IntervalMs)
{
    private const string AllMetrics = "*";

    private static readonly int DefaultIntervalMs =
        ConfigText.ToInt(ClientMetricsConfigDefinitions.ByName[ClientMetricsConfigDefinitions.Interval].Default!);

    public static TelemetryDemand On(TelemetryClient client, IReadOnlyList<TelemetrySubscription> subscriptions)
    {
        var metrics = new SortedSet<string>(StringComparer.Ordinal);
        int intervalMs = DefaultIntervalMs;
        foreach (TelemetrySubscription subscription in subscriptions.Where(subscription => subscription.Includes(client)))
        {
            metrics.UnionWith(subscription.Metrics);
            intervalMs = Math.Min(intervalMs, subscription.IntervalMs);
        }

        string[] wanted = metrics.Contains(AllMetrics) ? [AllMetrics] : [.. metrics];
        return new TelemetryDemand(IdOf(wanted, intervalMs, client.InstanceId), wanted, intervalMs);
    }

    // KIP-714: a CRC-32C of the metrics and the interval, mixed with the client's instance id.
    private static int IdOf(string[] metrics, int intervalMs, Guid instanceId)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"[{string.Join(", ", metrics)}]{intervalMs}");
        return unchecked((int)Crc32C.Compute(Encoding.UTF8.GetBytes(text)) ^ instanceId.GetHashCode());
    }
}
