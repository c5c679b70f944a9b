using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Groups;

/// <summary><c>weir group describe NAME...</c>: members, committed offsets and lag.</summary>
internal static class GroupDescribeCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var names = new Argument<string[]>("group") { Description = "Groups to describe", Arity = ArgumentArity.OneOrMore };
        var json = JsonOutput.Option();
        var command = new Command("describe", "Show members, committed offsets and lag of groups") { names, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            foreach (var name in parsed.GetValue(names)!)
            {
                var group = await GroupLag.ReadAsync(admin, name, cancellation);
                if (parsed.GetValue(json))
                {
                    JsonOutput.WriteLine(terminal, group, OutputJson.Relaxed.GroupJson);
                }
                else
                {
                    Write(group, terminal);
                }
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(GroupJson group, Terminal terminal)
    {
        var assignor = group.Assignor.Length > 0 ? $", assignor {group.Assignor}" : "";
        terminal.Out.WriteLine(
            $"Group {group.Group}: {group.State}, members {group.Members}, lag {group.Lag}{assignor}, coordinator {group.Coordinator}");
        var table = new OutputTable(
            "TOPIC", OutputColumn.Number("PARTITION"), OutputColumn.Number("COMMITTED"), OutputColumn.Number("END"),
            OutputColumn.Number("LAG"), "MEMBER");
        foreach (var row in group.Partitions)
        {
            table.Add(
                row.Topic, Text(row.Partition), Text(row.Committed), Text(row.End), Text(row.Lag),
                row.Member is null ? "-" : $"{row.Member} {row.Host}");
        }
        table.WriteTo(terminal);
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
