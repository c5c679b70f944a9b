using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;

namespace Weir.Groups;

/// <summary>Puts together what a group has committed, what there is, and who owns what.</summary>
internal static class GroupLag
{
    /// <summary>The group with every partition it has committed or owns.</summary>
    /// <exception cref="CommandException">No such group: exit code 1.</exception>
    public static async Task<GroupJson> ReadAsync(AdminClient admin, string group, CancellationToken cancellation)
    {
        var description = await admin.DescribeGroupAsync(group, cancellation);
        if (description.Type == GroupType.Share)
        {
            throw CommandException.Failed($"group {group} is a share group; see 'weir share describe {group}'");
        }
        var committed = await admin.ListGroupOffsetsAsync(group, cancellationToken: cancellation);
        var owners = description.Members
            .SelectMany(member => member.Assignment.Select(partition => (partition, member)))
            .ToDictionary(owned => owned.partition, owned => owned.member);
        var partitions = committed.Keys.Union(owners.Keys).OrderBy(p => p.Topic, StringComparer.Ordinal).ThenBy(p => p.Partition).ToList();
        var ends = await EndsAsync(admin, partitions, cancellation);
        var rows = Array.ConvertAll([.. partitions], partition => Row(partition, committed, ends, owners));
        return new GroupJson(
            group, description.State, description.Assignor, description.CoordinatorId, description.Members.Count,
            rows.Sum(row => row.Lag ?? 0), rows);
    }

    private static GroupPartitionJson Row(
        TopicPartition partition,
        IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> committed,
        Dictionary<TopicPartition, long> ends,
        Dictionary<TopicPartition, GroupMember> owners)
    {
        long? next = committed.TryGetValue(partition, out var commit) && commit.Offset >= 0 ? commit.Offset : null;
        long? end = ends.TryGetValue(partition, out var offset) ? offset : null;
        var owner = owners.GetValueOrDefault(partition);
        return new GroupPartitionJson(
            partition.Topic, partition.Partition, next, end, end - next is { } lag ? Math.Max(0, lag) : null, owner?.ClientId, owner?.ClientHost);
    }

    // Commits outlive topics, and a leader may be away: only partitions that can be asked are.
    private static async Task<Dictionary<TopicPartition, long>> EndsAsync(
        AdminClient admin, List<TopicPartition> partitions, CancellationToken cancellation)
    {
        if (partitions.Count == 0)
        {
            return [];
        }
        var existing = (await admin.ListTopicsAsync(includeInternal: true, cancellation)).Select(topic => topic.Name).ToHashSet();
        var topics = await admin.DescribeTopicsAsync(partitions.Select(p => p.Topic).Distinct().Where(existing.Contains), cancellation);
        var led = topics
            .SelectMany(topic => topic.Partitions.Where(p => p.LeaderId >= 0).Select(p => new TopicPartition(topic.Name, p.Partition)))
            .ToHashSet();
        return await PartitionOffsets.ListAsync(admin, partitions.Where(led.Contains), OffsetSpec.Latest, cancellation);
    }
}
