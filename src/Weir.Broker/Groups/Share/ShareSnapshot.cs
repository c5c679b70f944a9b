using Weir.Broker.Groups.Consumer;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Share;

/// <summary>What the log says about one share group. Records of one member may lie apart and even alone, as a log is compacted key by key.</summary>
internal sealed class ShareSnapshot
{
    public ShareGroupMetadataValue? Epoch { get; set; }

    public ShareGroupTargetAssignmentMetadataValue? TargetEpoch { get; set; }

    public ShareGroupStatePartitionMetadataValue? Initialized { get; set; }

    public OrderedDictionary<string, ShareGroupMemberMetadataValue> Subscriptions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ShareGroupTargetAssignmentMemberValue> Targets { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ShareGroupCurrentMemberAssignmentValue> Assignments { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there is a group: its epoch is written with its first member and ends last.</summary>
    public bool Exists => Epoch is not null;

    /// <summary>Whether every record of it has ended.</summary>
    public bool IsEmpty => Epoch is null && TargetEpoch is null && Initialized is null && Subscriptions.Count + Targets.Count + Assignments.Count == 0;

    /// <summary>Builds the group; assignments of members that are not there are left out.</summary>
    public void RestoreTo(ShareGroup group)
    {
        foreach ((string memberId, ShareGroupMemberMetadataValue subscription) in Subscriptions)
        {
            group.Add(ToMember(memberId, subscription));
        }

        foreach (ShareGroupStatePartitionMetadataValue.TopicPartitionsInfo topic in Initialized?.InitializedTopics ?? [])
        {
            group.SetInitialized(topic.TopicId, new InitializedTopic(topic.TopicName, [.. topic.Partitions.Order()]));
        }

        group.RestoreEpochs(Epoch?.Epoch ?? 0, Epoch?.MetadataHash ?? 0, TargetEpoch?.AssignmentEpoch ?? 0, TargetEpoch?.AssignmentTimestamp ?? 0);
    }

    private ShareMember ToMember(string memberId, ShareGroupMemberMetadataValue subscription)
    {
        var member = new ShareMember(memberId)
        {
            RackId = subscription.RackId,
            ClientId = subscription.ClientId,
            ClientHost = subscription.ClientHost,
            TopicNames = [.. subscription.SubscribedTopicNames],
        };
        if (Targets.TryGetValue(memberId, out ShareGroupTargetAssignmentMemberValue? target))
        {
            member.Target = target.TopicPartitions.SelectMany(t => t.Partitions.Select(p => new TopicIdPartition(t.TopicId, p))).ToHashSet();
        }

        if (Assignments.TryGetValue(memberId, out ShareGroupCurrentMemberAssignmentValue? current))
        {
            member.Epoch = current.MemberEpoch;
            member.PreviousEpoch = current.PreviousMemberEpoch;
            HashSet<TopicIdPartition> assigned = current.AssignedPartitions.SelectMany(t => t.Partitions.Select(p => new TopicIdPartition(t.TopicId, p))).ToHashSet();
            member.Assigned = assigned.SetEquals(member.Target) ? member.Target : assigned;
        }

        return member;
    }
}
