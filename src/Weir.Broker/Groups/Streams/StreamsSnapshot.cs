using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Streams;

/// <summary>What the log says about one streams group. Records of one member may lie apart and even alone, as a log is compacted key by key.</summary>
internal sealed class StreamsSnapshot
{
    public StreamsGroupMetadataValue? Epoch { get; set; }

    public StreamsGroupTargetAssignmentMetadataValue? TargetEpoch { get; set; }

    public StreamsGroupTopologyValue? Topology { get; set; }

    public OrderedDictionary<string, StreamsGroupMemberMetadataValue> Members { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StreamsGroupTargetAssignmentMemberValue> Targets { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StreamsGroupCurrentMemberAssignmentValue> Assignments { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there is a group: its epoch is written with its first member and ends after all but the topology.</summary>
    public bool Exists => Epoch is not null;

    /// <summary>Whether every record of it has ended.</summary>
    public bool IsEmpty => Epoch is null && TargetEpoch is null && Topology is null && Members.Count + Targets.Count + Assignments.Count == 0;

    /// <summary>The members; assignments of members that are not there are left out.</summary>
    public IEnumerable<StreamsMember> ToMembers() => Members.Select(member => ToMember(member.Key, member.Value));

    private static IEnumerable<RoleTask> Wanted(TaskRole role, List<StreamsGroupTargetAssignmentMemberValue.TaskIds> tasks) =>
        tasks.SelectMany(subtopology => subtopology.Partitions.Select(partition => new RoleTask(role, subtopology.SubtopologyId, partition)));

    private static IEnumerable<KeyValuePair<RoleTask, int>> Current(TaskRole role, List<StreamsGroupCurrentMemberAssignmentValue.TaskIds> tasks, int epoch)
    {
        foreach (StreamsGroupCurrentMemberAssignmentValue.TaskIds subtopology in tasks)
        {
            for (int i = 0; i < subtopology.Partitions.Count; i++)
            {
                // Where no epoch was kept (KIP-1251), the member's own is the latest it can be.
                int assignedIn = subtopology.AssignmentEpochs is { } epochs && i < epochs.Count ? epochs[i] : epoch;
                yield return new(new RoleTask(role, subtopology.SubtopologyId, subtopology.Partitions[i]), assignedIn);
            }
        }
    }

    private StreamsMember ToMember(string memberId, StreamsGroupMemberMetadataValue metadata)
    {
        var member = new StreamsMember(memberId) { Metadata = metadata };
        if (Targets.TryGetValue(memberId, out StreamsGroupTargetAssignmentMemberValue? target))
        {
            member.Target = new HashSet<RoleTask>(
            [
                .. Wanted(TaskRole.Active, target.ActiveTasks), .. Wanted(TaskRole.Standby, target.StandbyTasks), .. Wanted(TaskRole.Warmup, target.WarmupTasks),
            ]);
        }

        if (Assignments.TryGetValue(memberId, out StreamsGroupCurrentMemberAssignmentValue? current))
        {
            int epoch = current.MemberEpoch;
            member.SetEpochs(epoch, current.PreviousMemberEpoch);
            member.State = (StreamsMemberState)current.State;
            member.Assigned = new Dictionary<RoleTask, int>(
            [
                .. Current(TaskRole.Active, current.ActiveTasks, epoch),
                .. Current(TaskRole.Standby, current.StandbyTasks, epoch),
                .. Current(TaskRole.Warmup, current.WarmupTasks, epoch),
            ]);
            member.PendingRevocation = new Dictionary<RoleTask, int>(
            [
                .. Current(TaskRole.Active, current.ActiveTasksPendingRevocation, epoch),
                .. Current(TaskRole.Standby, current.StandbyTasksPendingRevocation, epoch),
                .. Current(TaskRole.Warmup, current.WarmupTasksPendingRevocation, epoch),
            ]);
        }

        return member;
    }
}
