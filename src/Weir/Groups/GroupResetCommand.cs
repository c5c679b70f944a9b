using System.CommandLine;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Groups;

/// <summary><c>weir group reset NAME --topic T --to POSITION</c>: moves a group without members to another place.</summary>
internal static class GroupResetCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var name = new Argument<string>("group") { Description = "Group to move; it must have no members" };
        var topic = new Option<string?>("--topic") { Description = "Topic to move in; all topics the group has committed when left out" };
        var partition = new Option<int?>("--partition") { Description = "Partition to move in; all when left out", HelpName = "P" };
        var to = new Option<string>("--to") { Description = $"Where to: {StartPosition.Forms}", HelpName = "POSITION", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the new offsets without committing them" };
        var command = new Command("reset", "Move a group's committed offsets") { name, topic, partition, to, dryRun };
        command.SetAction(async (parsed, cancellation) =>
        {
            var text = parsed.GetValue(to)!;
            if (!StartPosition.TryParse(text, TimeProvider.System, out var position))
            {
                throw CommandException.BadInput($"--to {text}: must be {StartPosition.Forms}");
            }
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var group = parsed.GetValue(name)!;
            var partitions = await PartitionsAsync(admin, group, parsed.GetValue(topic), parsed.GetValue(partition), cancellation);
            var offsets = await PartitionOffsets.ResolveAsync(admin, partitions, position, cancellation);
            if (!parsed.GetValue(dryRun))
            {
                await admin.AlterGroupOffsetsAsync(
                    group, offsets.ToDictionary(entry => entry.Key, entry => new OffsetAndMetadata(entry.Value)), cancellation);
            }
            NewOffsets.Write(offsets, terminal);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<TopicPartition>> PartitionsAsync(
        AdminClient admin, string group, string? topic, int? partition, CancellationToken cancellation)
    {
        IEnumerable<TopicPartition> all = topic is null
            ? (await admin.ListGroupOffsetsAsync(group, cancellationToken: cancellation)).Keys
            : PartitionOffsets.Of(await admin.DescribeTopicAsync(topic, cancellation));
        TopicPartition[] chosen = [.. all.Where(p => partition is null || p.Partition == partition)];
        if (chosen.Length == 0)
        {
            throw CommandException.Failed(topic is null
                ? $"group {group} has committed no such offsets; give --topic"
                : $"topic {topic} has no partition {partition}");
        }
        return chosen;
    }
}
