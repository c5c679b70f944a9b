using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Clients;

/// <summary><c>weir client metrics [CLIENT]</c>.</summary>
internal static class ClientMetricsCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var client = new Argument<string?>("client") { Description = "Instance or client id; all clients when left out", Arity = ArgumentArity.ZeroOrOne };
        var prefix = new Option<string?>("--metric") { Description = "Only metrics whose names begin so", HelpName = "PREFIX" };
        var json = JsonOutput.Option();
        var command = new Command("metrics", "Show the last values that clients have pushed") { client, prefix, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var all = await PushedMetrics.ReadAsync(cluster, parsed, terminal, cancellation);
            var wanted = parsed.GetValue(client);
            PushedMetricJson[] ofClient = [.. all.Where(metric => wanted is null || metric.ClientInstanceId == wanted || metric.ClientId == wanted)];
            if (wanted is not null && ofClient.Length == 0)
            {
                throw CommandException.Failed($"client {wanted} has pushed no metrics; 'weir client list' shows who has");
            }
            PushedMetricJson[] shown = [.. ofClient.Where(metric => metric.Metric.StartsWith(parsed.GetValue(prefix) ?? "", StringComparison.Ordinal))];
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(terminal, shown, OutputJson.Relaxed.PushedMetricJsonArray);
                return ExitCode.Ok;
            }
            Table(shown).WriteTo(terminal);
            return ExitCode.Ok;
        });
        return command;
    }

    private static OutputTable Table(PushedMetricJson[] metrics)
    {
        var table = new OutputTable("CLIENT ID", "METRIC", "ATTRIBUTES", "KIND", OutputColumn.Number("VALUE"));
        foreach (var metric in metrics)
        {
            var attributes = string.Join(',', metric.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
            var kind = metric.Temporality is null ? metric.Kind : $"{metric.Kind}, {metric.Temporality}";
            var value = metric.Value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
            table.Add(metric.ClientId ?? "", metric.Metric, attributes, kind, metric.Count is { } count ? $"{count} values, sum {value}" : value);
        }
        return table;
    }
}
