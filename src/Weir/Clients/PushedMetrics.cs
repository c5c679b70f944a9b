using System.CommandLine;
using System.Text;
using System.Text.Json;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Consume;
using Weir.Output;

namespace Weir.Clients;

/// <summary>Gathers the last value of every metric that clients have pushed, as any consumer of <c>__client_metrics</c> could.</summary>
/// <remarks>Thread model: one owner.</remarks>
internal sealed class PushedMetrics : RecordWriter
{
    private const string Topic = "__client_metrics";

    private readonly Dictionary<string, PushedMetricJson> _lastByKey = new(StringComparer.Ordinal);

    private PushedMetrics()
        : base(Stream.Null)
    {
    }

    /// <summary>The values, by client and then by metric.</summary>
    /// <exception cref="CommandException">No client has pushed anything: exit code 1.</exception>
    public static async Task<PushedMetricJson[]> ReadAsync(ClusterOptions cluster, ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        await using (var admin = await cluster.OpenAdminAsync(parsed, terminal))
        {
            var topics = await admin.ListTopicsAsync(includeInternal: true, cancellation);
            if (!topics.Any(topic => topic.Name == Topic))
            {
                throw CommandException.Failed(
                    $"no client has pushed metrics: there is no topic {Topic}. "
                    + "Ask for some with 'weir config alter client-metrics NAME --set metrics=*'; Apache Kafka hands them to a plugin instead");
            }
        }
        var metrics = new PushedMetrics();
        var all = new ConsumeSettings(Topic, null, null, new StartPosition(StartPositionKind.Beginning, 0), long.MaxValue, UntilEnd: true);
        await RecordReading.RunAsync(all, cluster.Read(parsed), metrics, terminal);
        return
        [
            .. metrics._lastByKey
                .OrderBy(last => last.Value.ClientId, StringComparer.Ordinal)
                .ThenBy(last => last.Key, StringComparer.Ordinal)
                .Select(last => last.Value),
        ];
    }

    protected override void Put(in ConsumeResult<byte[]?, byte[]?> record)
    {
        if (record.Key is { } key && record.Value is { } value && Read(value) is { } metric)
        {
            _lastByKey[Encoding.UTF8.GetString(key)] = metric with { Pushed = record.Timestamp };
        }
    }

    private static PushedMetricJson? Read(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, OutputJson.Relaxed.PushedMetricJson);
        }
        catch (JsonException)
        {
            return null; // not one of the broker's records
        }
    }
}
