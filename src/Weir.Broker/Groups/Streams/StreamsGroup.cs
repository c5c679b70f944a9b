using System.Diagnostics.CodeAnalysis;

namespace Weir.Broker.Groups.Streams;

/// <summary>The state of one streams group (KIP-1071): its topology, its epochs, its members, and who holds which task. What changes is noted in the journal.</summary>
/// <remarks>Thread model: owned by its <see cref="StreamsMachine"/>, never shared.</remarks>
internal sealed class StreamsGroup(string id, StreamsJournal journal)
{
    /// <summary>What ListGroups calls groups of this kind, and the protocol type of their members.</summary>
    public const string TypeName = "streams";

    /// <summary>No topology has been found valid.</summary>
    public const int NotValidated = -1;

    // Like Kafka's, a group has had an epoch before its first member brings one.
    private const int FirstEpoch = 2;

    private readonly OrderedDictionary<string, StreamsMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<TaskId, List<(StreamsMember Member, TaskRole Role)>> _holders = [];

    public string Id { get; } = id;

    /// <summary>Goes up with every change of members, topology, topics or settings; never back.</summary>
    public int Epoch { get; private set; }

    /// <summary>The group epoch the target assignment was computed for.</summary>
    public int TargetEpoch { get; private set; }

    /// <summary>When the target assignment was computed, in milliseconds since the Unix epoch.</summary>
    public long TargetTimestampMs { get; private set; }

    /// <summary>Tells whether the topics of the topology have changed since the last epoch.</summary>
    public long MetadataHash { get; private set; }

    /// <summary>The topology epoch whose topics are all there and fit.</summary>
    public int ValidatedTopologyEpoch { get; private set; } = NotValidated;

    /// <summary>The settings the last assignment went by.</summary>
    public IReadOnlyDictionary<string, string> AssignmentConfigs { get; private set; } = new Dictionary<string, string>();

    /// <summary>Null until the first member has told it.</summary>
    public StreamsTopology? Topology { get; private set; }

    public IList<StreamsMember> Members => _members.Values;

    public StreamsGroupState State =>
        _members.Count == 0 ? StreamsGroupState.Empty
        : Topology is null || Topology.Epoch != ValidatedTopologyEpoch ? StreamsGroupState.NotReady
        : Epoch > TargetEpoch ? StreamsGroupState.Assigning
        : _members.Values.All(member => member.IsReconciledTo(TargetEpoch)) ? StreamsGroupState.Stable
        : StreamsGroupState.Reconciling;

    public bool TryGet(string memberId, [MaybeNullWhen(false)] out StreamsMember member) => _members.TryGetValue(memberId, out member);

    /// <summary>Whether a member may take a task now: nobody else has it active, and no other member of its process has it at all.</summary>
    public bool IsFree(RoleTask task, StreamsMember member)
    {
        if (!_holders.TryGetValue(task.Id, out List<(StreamsMember Member, TaskRole Role)>? holders))
        {
            return true;
        }

        return holders.TrueForAll(holder => holder.Member == member
            || (holder.Member.ProcessId != member.ProcessId && (task.Role != TaskRole.Active || holder.Role != TaskRole.Active)));
    }

    public void Add(StreamsMember member)
    {
        _members.Add(member.Id, member);
        Hold(member);
        journal.Changed(StreamsRecordKind.Member, member.Id);
    }

    public void Remove(StreamsMember member)
    {
        _members.Remove(member.Id);
        Release(member);
        journal.MemberRemoved(member.Id);
    }

    public void Assign(StreamsMember member, IReadOnlyDictionary<RoleTask, int> assigned, IReadOnlyDictionary<RoleTask, int> pendingRevocation)
    {
        Release(member);
        member.Assigned = assigned;
        member.PendingRevocation = pendingRevocation;
        Hold(member);
        journal.Changed(StreamsRecordKind.Assignment, member.Id);
    }

    public void SetTopology(StreamsTopology topology)
    {
        Topology = topology;
        journal.Changed(StreamsRecordKind.Topology);
    }

    public void Bump(long metadataHash, int validatedTopologyEpoch, IReadOnlyDictionary<string, string> assignmentConfigs)
    {
        Epoch = Epoch == 0 ? FirstEpoch : Epoch + 1;
        MetadataHash = metadataHash;
        ValidatedTopologyEpoch = validatedTopologyEpoch;
        AssignmentConfigs = assignmentConfigs;
        journal.Changed(StreamsRecordKind.Epoch);
    }

    public void SetTargets(IReadOnlyDictionary<string, HashSet<RoleTask>> targets, long nowUnixMs)
    {
        foreach (StreamsMember member in _members.Values)
        {
            IReadOnlySet<RoleTask> target = targets.TryGetValue(member.Id, out HashSet<RoleTask>? given) ? given : RoleTask.None;
            if (!member.Target.SetEquals(target))
            {
                member.Target = target;
                journal.Changed(StreamsRecordKind.Target, member.Id);
            }
        }

        TargetEpoch = Epoch;
        TargetTimestampMs = nowUnixMs;
        journal.Changed(StreamsRecordKind.TargetEpoch);
    }

    /// <summary>Takes over what the log says.</summary>
    public void Restore(StreamsSnapshot snapshot)
    {
        Topology = snapshot.Topology is { } topology ? new StreamsTopology(topology) : null;
        Epoch = snapshot.Epoch?.Epoch ?? 0;
        MetadataHash = snapshot.Epoch?.MetadataHash ?? 0;
        ValidatedTopologyEpoch = snapshot.Epoch?.ValidatedTopologyEpoch ?? NotValidated;
        AssignmentConfigs = (snapshot.Epoch?.LastAssignmentConfigs ?? []).ToDictionary(config => config.Key, config => config.Value, StringComparer.Ordinal);
        TargetEpoch = snapshot.TargetEpoch?.AssignmentEpoch ?? 0;
        TargetTimestampMs = snapshot.TargetEpoch?.AssignmentTimestamp ?? 0;
        foreach (StreamsMember member in snapshot.ToMembers())
        {
            Add(member);
        }
    }

    private void Hold(StreamsMember member)
    {
        foreach (RoleTask task in member.Assigned.Keys.Concat(member.PendingRevocation.Keys))
        {
            if (!_holders.TryGetValue(task.Id, out List<(StreamsMember Member, TaskRole Role)>? holders))
            {
                _holders.Add(task.Id, holders = []);
            }

            holders.Add((member, task.Role));
        }
    }

    private void Release(StreamsMember member)
    {
        foreach (RoleTask task in member.Assigned.Keys.Concat(member.PendingRevocation.Keys))
        {
            if (_holders.TryGetValue(task.Id, out List<(StreamsMember Member, TaskRole Role)>? holders)
                && holders.RemoveAll(holder => holder.Member == member) > 0
                && holders.Count == 0)
            {
                _holders.Remove(task.Id);
            }
        }
    }
}
