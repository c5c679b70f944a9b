using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Streams;

/// <summary>Records of streams groups in <c>__consumer_offsets</c>, as Apache Kafka 4.3 writes them: the key's prefix is the record type, the value's its version, 0.</summary>
internal static class StreamsRecords
{
    public const short EpochType = 17;
    public const short MemberType = 19;
    public const short TargetEpochType = 20;
    public const short TargetType = 21;
    public const short AssignmentType = 22;
    public const short TopologyType = 23;

    /// <summary>The record that tells of one part of the group as it is now; of a member, which must exist.</summary>
    public static GroupRecord Of(StreamsGroup group, StreamsRecordKind kind, string memberId) => kind switch
    {
        StreamsRecordKind.Member => GroupRecord.Encode(
            MemberType, new StreamsGroupMemberMetadataKey { GroupId = group.Id, MemberId = memberId }, MemberOf(group, memberId).Metadata),
        StreamsRecordKind.Topology => GroupRecord.Encode(TopologyType, new StreamsGroupTopologyKey { GroupId = group.Id }, group.Topology?.Value),
        StreamsRecordKind.Epoch => Epoch(group),
        StreamsRecordKind.Target => Target(group.Id, MemberOf(group, memberId)),
        StreamsRecordKind.TargetEpoch => GroupRecord.Encode(
            TargetEpochType,
            new StreamsGroupTargetAssignmentMetadataKey { GroupId = group.Id },
            new StreamsGroupTargetAssignmentMetadataValue { AssignmentEpoch = group.TargetEpoch, AssignmentTimestamp = group.TargetTimestampMs }),
        StreamsRecordKind.Assignment => Assignment(group.Id, MemberOf(group, memberId)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Members that are gone have tombstones only."),
    };

    /// <summary>A member's end; Kafka insists that its assignment ends before the member does.</summary>
    public static IEnumerable<GroupRecord> MemberTombstones(string groupId, string memberId) =>
    [
        GroupRecord.Encode(AssignmentType, new StreamsGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = memberId }, null),
        GroupRecord.Encode(TargetType, new StreamsGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = memberId }, null),
        GroupRecord.Encode(MemberType, new StreamsGroupMemberMetadataKey { GroupId = groupId, MemberId = memberId }, null),
    ];

    /// <summary>The end of a group without members.</summary>
    public static IEnumerable<GroupRecord> Tombstones(string groupId) =>
    [
        GroupRecord.Encode(TargetEpochType, new StreamsGroupTargetAssignmentMetadataKey { GroupId = groupId }, null),
        GroupRecord.Encode(EpochType, new StreamsGroupMetadataKey { GroupId = groupId }, null),
        GroupRecord.Encode(TopologyType, new StreamsGroupTopologyKey { GroupId = groupId }, null),
    ];

    private static StreamsMember MemberOf(StreamsGroup group, string memberId) =>
        group.TryGet(memberId, out StreamsMember? member) ? member : throw new InvalidOperationException($"{memberId} is not a member of {group.Id}.");

    private static GroupRecord Epoch(StreamsGroup group) => GroupRecord.Encode(
        EpochType,
        new StreamsGroupMetadataKey { GroupId = group.Id },
        new StreamsGroupMetadataValue
        {
            Epoch = group.Epoch,
            MetadataHash = group.MetadataHash,
            ValidatedTopologyEpoch = group.ValidatedTopologyEpoch,
            LastAssignmentConfigs = [.. group.AssignmentConfigs.Select(config => new StreamsGroupMetadataValue.LastAssignmentConfig { Key = config.Key, Value = config.Value })],
        });

    private static GroupRecord Target(string groupId, StreamsMember member) => GroupRecord.Encode(
        TargetType,
        new StreamsGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = member.Id },
        new StreamsGroupTargetAssignmentMemberValue
        {
            ActiveTasks = Wanted(member.Target, TaskRole.Active),
            StandbyTasks = Wanted(member.Target, TaskRole.Standby),
            WarmupTasks = Wanted(member.Target, TaskRole.Warmup),
        });

    private static GroupRecord Assignment(string groupId, StreamsMember member) => GroupRecord.Encode(
        AssignmentType,
        new StreamsGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = member.Id },
        new StreamsGroupCurrentMemberAssignmentValue
        {
            MemberEpoch = member.Epoch,
            PreviousMemberEpoch = member.PreviousEpoch,
            State = (sbyte)member.State,
            ActiveTasks = Current(member.Assigned, TaskRole.Active),
            StandbyTasks = Current(member.Assigned, TaskRole.Standby),
            WarmupTasks = Current(member.Assigned, TaskRole.Warmup),
            ActiveTasksPendingRevocation = Current(member.PendingRevocation, TaskRole.Active),
            StandbyTasksPendingRevocation = Current(member.PendingRevocation, TaskRole.Standby),
            WarmupTasksPendingRevocation = Current(member.PendingRevocation, TaskRole.Warmup),
        });

    private static List<StreamsGroupTargetAssignmentMemberValue.TaskIds> Wanted(IReadOnlySet<RoleTask> tasks, TaskRole role) =>
    [
        .. RoleTasks.BySubtopology(tasks, role).Select(subtopology => new StreamsGroupTargetAssignmentMemberValue.TaskIds
        {
            SubtopologyId = subtopology.Id,
            Partitions = subtopology.Partitions,
        }),
    ];

    /// <summary>Only active tasks are stored with the epochs they were given in: nobody commits for the others.</summary>
    private static List<StreamsGroupCurrentMemberAssignmentValue.TaskIds> Current(IReadOnlyDictionary<RoleTask, int> tasks, TaskRole role) =>
    [
        .. RoleTasks.BySubtopology(tasks.Keys, role).Select(subtopology => new StreamsGroupCurrentMemberAssignmentValue.TaskIds
        {
            SubtopologyId = subtopology.Id,
            Partitions = subtopology.Partitions,
            AssignmentEpochs = role == TaskRole.Active
                ? subtopology.Partitions.ConvertAll(partition => tasks[new RoleTask(role, subtopology.Id, partition)])
                : [],
        }),
    ];
}
