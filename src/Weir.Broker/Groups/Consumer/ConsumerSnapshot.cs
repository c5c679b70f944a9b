using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Consumer;

/// <summary>What the log says about one consumer group. Records of one member may lie apart and even alone, as a log is compacted key by key.</summary>
internal sealed class ConsumerSnapshot
{
    public ConsumerGroupMetadataValue? Epoch { get; set; }

    public ConsumerGroupTargetAssignmentMetadataValue? TargetEpoch { get; set; }

    public OrderedDictionary<string, ConsumerGroupMemberMetadataValue> Subscriptions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ConsumerGroupTargetAssignmentMemberValue> Targets { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ConsumerGroupCurrentMemberAssignmentValue> Assignments { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ConsumerGroupRegularExpressionValue> Regexes { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there is a group: its epoch is written with its first member and ends last.</summary>
    public bool Exists => Epoch is not null;

    /// <summary>Whether every record of it has ended.</summary>
    public bool IsEmpty => Epoch is null && TargetEpoch is null && Subscriptions.Count + Targets.Count + Assignments.Count + Regexes.Count == 0;

    /// <summary>Builds the group; assignments of members that are not there are left out.</summary>
    public void RestoreTo(ConsumerGroup group)
    {
        foreach ((string memberId, ConsumerGroupMemberMetadataValue subscription) in Subscriptions)
        {
            group.Add(ToMember(memberId, subscription));
        }

        foreach ((string regex, ConsumerGroupRegularExpressionValue value) in Regexes)
        {
            group.SetRegex(regex, new ResolvedRegex([.. value.Topics], value.Version, value.Timestamp));
        }

        group.RestoreEpochs(Epoch?.Epoch ?? 0, Epoch?.MetadataHash ?? 0, TargetEpoch?.AssignmentEpoch ?? 0, TargetEpoch?.AssignmentTimestamp ?? 0);
    }

    private ConsumerMember ToMember(string memberId, ConsumerGroupMemberMetadataValue subscription)
    {
        var member = new ConsumerMember(memberId)
        {
            InstanceId = subscription.InstanceId,
            RackId = subscription.RackId,
            ClientId = subscription.ClientId,
            ClientHost = subscription.ClientHost,
            RebalanceTimeoutMs = subscription.RebalanceTimeoutMs,
            Assignor = subscription.ServerAssignor,
            TopicNames = [.. subscription.SubscribedTopicNames],
            TopicRegex = subscription.SubscribedTopicRegex ?? "",
            Classic = subscription.ClassicMemberMetadata is { } classic
                ? new ClassicMembership(classic.SessionTimeoutMs, [.. classic.SupportedProtocols.Select(p => new MemberProtocol(p.Name, p.Metadata.ToArray()))])
                : null,
        };
        if (Targets.TryGetValue(memberId, out ConsumerGroupTargetAssignmentMemberValue? target))
        {
            member.Target = target.TopicPartitions.SelectMany(t => t.Partitions.Select(p => new TopicIdPartition(t.TopicId, p))).ToHashSet();
        }

        if (Assignments.TryGetValue(memberId, out ConsumerGroupCurrentMemberAssignmentValue? current))
        {
            member.SetEpochs(current.MemberEpoch, current.PreviousMemberEpoch);
            member.State = (ConsumerMemberState)current.State;
            member.Assigned = ToPartitions(current.AssignedPartitions, current.MemberEpoch);
            member.PendingRevocation = ToPartitions(current.PartitionsPendingRevocation, current.MemberEpoch);
        }

        return member;
    }

    private static Dictionary<TopicIdPartition, int> ToPartitions(List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics, int epoch)
    {
        var partitions = new Dictionary<TopicIdPartition, int>();
        foreach (ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions topic in topics)
        {
            for (int i = 0; i < topic.Partitions.Count; i++)
            {
                // Written before assignment epochs were kept (KIP-1251): the member's own is the latest it can be.
                int assignedIn = topic.AssignmentEpochs is { } epochs && i < epochs.Count ? epochs[i] : epoch;
                partitions[new TopicIdPartition(topic.TopicId, topic.Partitions[i])] = assignedIn;
            }
        }

        return partitions;
    }
}
