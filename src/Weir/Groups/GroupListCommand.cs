using System.CommandLine;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Groups;

/// <summary><c>weir group list</c>.</summary>
internal static class GroupListCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "List consumer groups") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var groups = await admin.ListGroupsAsync(cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(
                    terminal,
                    [.. groups.Select(group => new GroupSummaryJson(group.GroupId, group.State, group.Type, group.ProtocolType))],
                    OutputJson.Relaxed.GroupSummaryJsonArray);
                return ExitCode.Ok;
            }
            var table = new OutputTable("GROUP", "STATE", "TYPE");
            foreach (var group in groups)
            {
                table.Add(group.GroupId, group.State, group.Type);
            }
            table.WriteTo(terminal);
            return ExitCode.Ok;
        });
        return command;
    }
}
