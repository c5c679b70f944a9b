using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Quotas;

/// <summary><c>weir quota list</c>.</summary>
internal static class QuotaListCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "List all limits") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var quotas = await admin.DescribeClientQuotasAsync(cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(
                    terminal,
                    [.. quotas.Select(quota => new QuotaJson(quota.Entity.User, quota.Entity.ClientId, quota.Entity.Ip, quota.Limits))],
                    OutputJson.Relaxed.QuotaJsonArray);
                return ExitCode.Ok;
            }
            var table = new OutputTable("FOR", "LIMIT", OutputColumn.Number("VALUE"));
            foreach (var quota in quotas)
            {
                foreach (var (key, value) in quota.Limits.OrderBy(limit => limit.Key, StringComparer.Ordinal))
                {
                    table.Add(quota.Entity.ToString(), key, value.ToString(CultureInfo.InvariantCulture));
                }
            }
            table.WriteTo(terminal);
            return ExitCode.Ok;
        });
        return command;
    }
}
