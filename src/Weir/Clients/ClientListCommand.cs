using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Clients;

/// <summary><c>weir client list</c>.</summary>
internal static class ClientListCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "List clients that have pushed metrics") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var metrics = await PushedMetrics.ReadAsync(cluster, parsed, terminal, cancellation);
            PushedClientJson[] clients = [.. metrics.GroupBy(metric => metric.ClientInstanceId).Select(Summarize)];
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(terminal, clients, OutputJson.Relaxed.PushedClientJsonArray);
                return ExitCode.Ok;
            }
            var table = new OutputTable("INSTANCE", "CLIENT ID", "SOFTWARE", "ADDRESS", "LAST PUSH", OutputColumn.Number("METRICS"));
            foreach (var client in clients)
            {
                var pushed = client.Pushed.ToString("u", CultureInfo.InvariantCulture) + (client.Terminated ? ", ended" : "");
                table.Add(client.ClientInstanceId, client.ClientId ?? "", client.Software, client.Address, pushed, client.Metrics.ToString(CultureInfo.InvariantCulture));
            }
            table.WriteTo(terminal);
            return ExitCode.Ok;
        });
        return command;
    }

    private static PushedClientJson Summarize(IGrouping<string, PushedMetricJson> client)
    {
        var last = client.MaxBy(metric => metric.Pushed)!;
        var address = string.Create(CultureInfo.InvariantCulture, $"{last.ClientAddress}:{last.ClientPort}");
        return new PushedClientJson(
            client.Key, last.ClientId, $"{last.ClientSoftwareName} {last.ClientSoftwareVersion}", address, last.Pushed, last.Terminating, client.Count());
    }
}
