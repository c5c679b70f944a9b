using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Consumer;

/// <summary>Records of consumer groups in <c>__consumer_offsets</c>, as Apache Kafka 4.3 writes them: the key's prefix is the record type, the value's its version, 0.</summary>
internal static class ConsumerRecords
{
    public const short EpochType = 3;
    public const short PartitionMetadataType = 4;
    public const short SubscriptionType = 5;
    public const short TargetEpochType = 6;
    public const short TargetType = 7;
    public const short AssignmentType = 8;
    public const short RegexType = 16;

    public static GroupRecord Epoch(ConsumerGroup group) => GroupRecord.Encode(
        EpochType,
        new ConsumerGroupMetadataKey { GroupId = group.Id },
        new ConsumerGroupMetadataValue { Epoch = group.Epoch, MetadataHash = group.MetadataHash });

    public static GroupRecord TargetEpoch(ConsumerGroup group) => GroupRecord.Encode(
        TargetEpochType,
        new ConsumerGroupTargetAssignmentMetadataKey { GroupId = group.Id },
        new ConsumerGroupTargetAssignmentMetadataValue { AssignmentEpoch = group.TargetEpoch, AssignmentTimestamp = group.TargetTimestampMs });

    public static GroupRecord Subscription(string groupId, ConsumerMember member) => GroupRecord.Encode(
        SubscriptionType,
        new ConsumerGroupMemberMetadataKey { GroupId = groupId, MemberId = member.Id },
        new ConsumerGroupMemberMetadataValue
        {
            InstanceId = member.InstanceId,
            RackId = member.RackId,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            SubscribedTopicNames = [.. member.TopicNames],
            SubscribedTopicRegex = member.TopicRegex,
            RebalanceTimeoutMs = member.RebalanceTimeoutMs,
            ServerAssignor = member.Assignor,
            ClassicMemberMetadata = member.Classic is { } classic ? ToValue(classic) : null,
        });

    public static GroupRecord Target(string groupId, ConsumerMember member) => GroupRecord.Encode(
        TargetType,
        new ConsumerGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = member.Id },
        new ConsumerGroupTargetAssignmentMemberValue
        {
            TopicPartitions = [.. member.Target.GroupBy(p => p.TopicId, p => p.Partition).Select(topic =>
                new ConsumerGroupTargetAssignmentMemberValue.TopicPartition { TopicId = topic.Key, Partitions = [.. topic.Order()] })],
        });

    public static GroupRecord Assignment(string groupId, ConsumerMember member) => GroupRecord.Encode(
        AssignmentType,
        new ConsumerGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = member.Id },
        new ConsumerGroupCurrentMemberAssignmentValue
        {
            MemberEpoch = member.Epoch,
            PreviousMemberEpoch = member.PreviousEpoch,
            State = (sbyte)member.State,
            AssignedPartitions = ToValue(member.Assigned),
            PartitionsPendingRevocation = ToValue(member.PendingRevocation),
        });

    /// <summary>A tombstone when <paramref name="resolved"/> is null.</summary>
    public static GroupRecord Regex(string groupId, string regex, ResolvedRegex? resolved) => GroupRecord.Encode(
        RegexType,
        new ConsumerGroupRegularExpressionKey { GroupId = groupId, RegularExpression = regex },
        resolved is null ? null : new ConsumerGroupRegularExpressionValue { Topics = [.. resolved.Topics], Version = resolved.Version, Timestamp = resolved.TimestampMs });

    public static IEnumerable<GroupRecord> MemberTombstones(string groupId, string memberId) =>
    [
        GroupRecord.Encode(AssignmentType, new ConsumerGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = memberId }, null),
        GroupRecord.Encode(TargetType, new ConsumerGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = memberId }, null),
        GroupRecord.Encode(SubscriptionType, new ConsumerGroupMemberMetadataKey { GroupId = groupId, MemberId = memberId }, null),
    ];

    /// <summary>What ends the group, members first.</summary>
    public static IEnumerable<GroupRecord> Tombstones(ConsumerGroup group) =>
    [
        .. group.Members.SelectMany(member => MemberTombstones(group.Id, member.Id)),
        .. group.Regexes.Keys.Select(regex => Regex(group.Id, regex, null)),
        GroupRecord.Encode(TargetEpochType, new ConsumerGroupTargetAssignmentMetadataKey { GroupId = group.Id }, null),
        GroupRecord.Encode(EpochType, new ConsumerGroupMetadataKey { GroupId = group.Id }, null),
    ];

    private static List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> ToValue(IReadOnlyDictionary<TopicIdPartition, int> partitions) =>
    [
        .. partitions.GroupBy(p => p.Key.TopicId).Select(topic => new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions
        {
            TopicId = topic.Key,
            Partitions = [.. topic.OrderBy(p => p.Key.Partition).Select(p => p.Key.Partition)],
            AssignmentEpochs = [.. topic.OrderBy(p => p.Key.Partition).Select(p => p.Value)],
        }),
    ];

    private static ConsumerGroupMemberMetadataValue.ClassicMemberMetadataData ToValue(ClassicMembership classic) => new()
    {
        SessionTimeoutMs = classic.SessionTimeoutMs,
        SupportedProtocols = [.. classic.Protocols.Select(p => new ConsumerGroupMemberMetadataValue.ClassicProtocol { Name = p.Name, Metadata = p.Metadata })],
    };
}
