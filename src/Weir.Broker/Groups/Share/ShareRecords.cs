using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Share;

/// <summary>Records of share groups in <c>__consumer_offsets</c>, as Apache Kafka 4.3 writes them: the key's prefix is the record type, the value's its version, 0.</summary>
internal static class ShareRecords
{
    public const short SubscriptionType = 10;
    public const short EpochType = 11;
    public const short TargetEpochType = 12;
    public const short TargetType = 13;
    public const short AssignmentType = 14;
    public const short InitializedType = 15;

    /// <summary>The record that tells of one part of the group as it is now; of a member, which must exist.</summary>
    public static GroupRecord Of(ShareGroup group, ShareRecordKind kind, string memberId) => kind switch
    {
        ShareRecordKind.Subscription => Subscription(group.Id, MemberOf(group, memberId)),
        ShareRecordKind.Epoch => GroupRecord.Encode(EpochType, new ShareGroupMetadataKey { GroupId = group.Id }, new ShareGroupMetadataValue { Epoch = group.Epoch, MetadataHash = group.MetadataHash }),
        ShareRecordKind.Target => Target(group.Id, MemberOf(group, memberId)),
        ShareRecordKind.TargetEpoch => GroupRecord.Encode(
            TargetEpochType,
            new ShareGroupTargetAssignmentMetadataKey { GroupId = group.Id },
            new ShareGroupTargetAssignmentMetadataValue { AssignmentEpoch = group.TargetEpoch, AssignmentTimestamp = group.TargetTimestampMs }),
        ShareRecordKind.Assignment => Assignment(group.Id, MemberOf(group, memberId)),
        ShareRecordKind.Initialized => Initialized(group),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Members that are gone have tombstones only."),
    };

    /// <summary>A member's end; Kafka insists that its assignment ends before the member does.</summary>
    public static IEnumerable<GroupRecord> MemberTombstones(string groupId, string memberId) =>
    [
        GroupRecord.Encode(AssignmentType, new ShareGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = memberId }, null),
        GroupRecord.Encode(TargetType, new ShareGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = memberId }, null),
        GroupRecord.Encode(SubscriptionType, new ShareGroupMemberMetadataKey { GroupId = groupId, MemberId = memberId }, null),
    ];

    /// <summary>The end of a group without members.</summary>
    public static IEnumerable<GroupRecord> Tombstones(string groupId) =>
    [
        GroupRecord.Encode(InitializedType, new ShareGroupStatePartitionMetadataKey { GroupId = groupId }, null),
        GroupRecord.Encode(TargetEpochType, new ShareGroupTargetAssignmentMetadataKey { GroupId = groupId }, null),
        GroupRecord.Encode(EpochType, new ShareGroupMetadataKey { GroupId = groupId }, null),
    ];

    private static ShareMember MemberOf(ShareGroup group, string memberId) =>
        group.TryGet(memberId, out ShareMember? member) ? member : throw new InvalidOperationException($"{memberId} is not a member of {group.Id}.");

    private static GroupRecord Subscription(string groupId, ShareMember member) => GroupRecord.Encode(
        SubscriptionType,
        new ShareGroupMemberMetadataKey { GroupId = groupId, MemberId = member.Id },
        new ShareGroupMemberMetadataValue
        {
            RackId = member.RackId,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            SubscribedTopicNames = [.. member.TopicNames],
        });

    private static GroupRecord Target(string groupId, ShareMember member) => GroupRecord.Encode(
        TargetType,
        new ShareGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = member.Id },
        new ShareGroupTargetAssignmentMemberValue
        {
            TopicPartitions = [.. ByTopic(member.Target).Select(topic => new ShareGroupTargetAssignmentMemberValue.TopicPartition { TopicId = topic.Key, Partitions = [.. topic.Order()] })],
        });

    private static GroupRecord Assignment(string groupId, ShareMember member) => GroupRecord.Encode(
        AssignmentType,
        new ShareGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = member.Id },
        new ShareGroupCurrentMemberAssignmentValue
        {
            MemberEpoch = member.Epoch,
            PreviousMemberEpoch = member.PreviousEpoch,
            AssignedPartitions =
            [
                .. ByTopic(member.Assigned).Select(topic => new ShareGroupCurrentMemberAssignmentValue.TopicPartitions { TopicId = topic.Key, Partitions = [.. topic.Order()] }),
            ],
        });

    private static GroupRecord Initialized(ShareGroup group) => GroupRecord.Encode(
        InitializedType,
        new ShareGroupStatePartitionMetadataKey { GroupId = group.Id },
        new ShareGroupStatePartitionMetadataValue
        {
            InitializedTopics =
            [
                .. group.Initialized.Select(topic => new ShareGroupStatePartitionMetadataValue.TopicPartitionsInfo
                {
                    TopicId = topic.Key,
                    TopicName = topic.Value.Name,
                    Partitions = [.. topic.Value.Partitions],
                }),
            ],
        });

    private static IEnumerable<IGrouping<Guid, int>> ByTopic(IEnumerable<TopicIdPartition> partitions) => partitions.GroupBy(p => p.TopicId, p => p.Partition);
}
