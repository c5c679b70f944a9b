using System.CommandLine;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.ShareGroups;

/// <summary><c>weir share reset GROUP --topic T --to POSITION</c>: moves a share group without members to another place.</summary>
internal static class ShareResetCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var name = new Argument<string>("group") { Description = "Share group to move; it must have no members" };
        var topic = new Option<string?>("--topic") { Description = "Topic to move in; all topics the group has begun when left out" };
        var to = new Option<string>("--to") { Description = $"Where to: {StartPosition.Forms}", HelpName = "POSITION", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the new offsets without setting them" };
        var command = new Command("reset", "Move a share group to another place; what it holds locked or waiting is dropped") { name, topic, to, dryRun };
        command.SetAction(async (parsed, cancellation) =>
        {
            var text = parsed.GetValue(to)!;
            if (!StartPosition.TryParse(text, TimeProvider.System, out var position))
            {
                throw CommandException.BadInput($"--to {text}: must be {StartPosition.Forms}");
            }
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var group = parsed.GetValue(name)!;
            var partitions = parsed.GetValue(topic) is { } only
                ? PartitionOffsets.Of(await admin.DescribeTopicAsync(only, cancellation))
                : [.. (await admin.ListShareGroupOffsetsAsync(group, cancellation)).Keys];
            if (partitions.Count == 0)
            {
                throw CommandException.Failed($"share group {group} has begun no topic; give --topic");
            }
            var offsets = await PartitionOffsets.ResolveAsync(admin, partitions, position, cancellation);
            if (!parsed.GetValue(dryRun))
            {
                await admin.AlterShareGroupOffsetsAsync(group, offsets, cancellation);
            }
            NewOffsets.Write(offsets, terminal);
            return ExitCode.Ok;
        });
        return command;
    }
}
