using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups;

/// <summary>
/// Records of <c>__consumer_offsets</c> as Apache Kafka 4.3 writes them: a key of a type and a body, a value of a version and a body.
/// Offsets are values of version 4 (with the topic's id), or 1 when the client asked for a retention of its own; group metadata is version 3.
/// </summary>
internal static class GroupRecords
{
    private const short OffsetValueVersion = 4;
    private const short OffsetValueVersionWithExpiry = 1;
    private const short GroupValueVersion = 3;

    /// <summary>The group with its members' present assignments.</summary>
    public static GroupRecord Group(ClassicGroup group) => Group(group, member => member.Assignment);

    /// <summary>The group with the assignments its leader just made; who is not listed gets an empty one.</summary>
    public static GroupRecord Group(ClassicGroup group, IReadOnlyDictionary<string, byte[]> assignments) =>
        Group(group, member => assignments.GetValueOrDefault(member.Id));

    public static GroupRecord GroupTombstone(string groupId) => new(GroupKey(groupId), null);

    public static GroupRecord Offset(string groupId, TopicPartition partition, CommittedOffset committed)
    {
        var value = new OffsetCommitValue
        {
            Offset = committed.Offset,
            LeaderEpoch = committed.LeaderEpoch,
            Metadata = committed.Metadata,
            CommitTimestamp = committed.CommitTimestampMs,
            ExpireTimestamp = committed.ExpireTimestampMs ?? -1,
            TopicId = committed.TopicId,
        };
        short version = committed.ExpireTimestampMs is null ? OffsetValueVersion : OffsetValueVersionWithExpiry;
        return new GroupRecord(OffsetKey(groupId, partition), VersionedStructure.Encode(value, version));
    }

    public static GroupRecord OffsetTombstone(string groupId, TopicPartition partition) => new(OffsetKey(groupId, partition), null);

    public static GroupMember RestoreMember(GroupMetadataValue.MemberMetadata member, string? protocol) => new(member.MemberId, member.GroupInstanceId)
    {
        ClientId = member.ClientId,
        ClientHost = member.ClientHost,
        RebalanceTimeoutMs = member.RebalanceTimeout < 0 ? member.SessionTimeout : member.RebalanceTimeout,
        SessionTimeoutMs = member.SessionTimeout,
        Protocols = [new MemberProtocol(protocol ?? "", member.Subscription.ToArray())],
        Assignment = member.Assignment.ToArray(),
    };

    private static GroupRecord Group(ClassicGroup group, Func<GroupMember, ReadOnlyMemory<byte>> assignmentOf)
    {
        var value = new GroupMetadataValue
        {
            ProtocolType = group.ProtocolType ?? "",
            Generation = group.Generation,
            Protocol = group.Protocol,
            Leader = group.Members.LeaderId,
            CurrentStateTimestamp = group.StateTimestampMs,
        };
        foreach (GroupMember member in group.Members.All)
        {
            value.Members.Add(new GroupMetadataValue.MemberMetadata
            {
                MemberId = member.Id,
                GroupInstanceId = member.InstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                RebalanceTimeout = member.RebalanceTimeoutMs,
                SessionTimeout = member.SessionTimeoutMs,
                Subscription = member.MetadataFor(group.Protocol),
                Assignment = assignmentOf(member),
            });
        }

        return new GroupRecord(GroupKey(group.Id), VersionedStructure.Encode(value, GroupValueVersion));
    }

    private static byte[] GroupKey(string groupId) => VersionedStructure.Encode(GroupRecordReader.GroupKeyType, new GroupMetadataKey { Group = groupId }, 0);

    private static byte[] OffsetKey(string groupId, TopicPartition partition) => VersionedStructure.Encode(
        GroupRecordReader.OffsetKeyType,
        new OffsetCommitKey { Group = groupId, Topic = partition.Topic, Partition = partition.Partition },
        0);
}
