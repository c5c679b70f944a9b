using System.CommandLine;
using System.Globalization;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.ShareGroups;

/// <summary><c>weir share describe GROUP...</c>: members, and how far the group has come.</summary>
internal static class ShareDescribeCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var names = new Argument<string[]>("group") { Description = "Share groups to describe", Arity = ArgumentArity.OneOrMore };
        var json = JsonOutput.Option();
        var command = new Command("describe", "Show members of share groups, and how far they have come") { names, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            foreach (var name in parsed.GetValue(names)!)
            {
                var group = await ReadAsync(admin, name, cancellation);
                if (parsed.GetValue(json))
                {
                    JsonOutput.WriteLine(terminal, group, OutputJson.Relaxed.ShareGroupJson);
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

    private static async Task<ShareGroupJson> ReadAsync(AdminClient admin, string name, CancellationToken cancellation)
    {
        var group = await admin.DescribeGroupAsync(name, cancellation);
        if (group.Type != GroupType.Share)
        {
            throw CommandException.Failed($"group {name} is no share group; see 'weir group describe {name}'");
        }
        var offsets = await admin.ListShareGroupOffsetsAsync(name, cancellation);
        return new ShareGroupJson(
            name,
            group.State,
            group.Assignor,
            group.CoordinatorId,
            [.. group.Members.Select(member => new ShareMemberJson(
                member.MemberId, member.ClientId, member.ClientHost, [.. member.Assignment.Select(partition => partition.ToString())]))],
            [.. offsets.OrderBy(found => found.Key.Topic, StringComparer.Ordinal).ThenBy(found => found.Key.Partition)
                .Select(found => new SharePartitionJson(
                    found.Key.Topic, found.Key.Partition, found.Value.StartOffset < 0 ? null : found.Value.StartOffset, found.Value.Lag))]);
    }

    private static void Write(ShareGroupJson group, Terminal terminal)
    {
        terminal.Out.WriteLine($"Share group {group.Group}: {group.State}, members {group.Members.Length}, coordinator {group.Coordinator}");
        var places = new OutputTable("TOPIC", OutputColumn.Number("PARTITION"), OutputColumn.Number("START"), OutputColumn.Number("LAG"));
        foreach (var partition in group.Partitions)
        {
            places.Add(partition.Topic, Text(partition.Partition), Text(partition.Start), Text(partition.Lag));
        }
        places.WriteTo(terminal);
        if (group.Members.Length > 0)
        {
            var members = new OutputTable("MEMBER", "HOST", "PARTITIONS");
            foreach (var member in group.Members)
            {
                members.Add($"{member.Client} {member.Member}", member.Host, string.Join(' ', member.Partitions));
            }
            members.WriteTo(terminal);
        }
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
