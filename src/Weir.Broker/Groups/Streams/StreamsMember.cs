using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Streams;

/// <summary>A member of a streams group (KIP-1071): a thread of an application, which runs in a process.</summary>
/// <remarks>Thread model: owned by its group, never shared. Assignments are replaced as a whole, never changed in place.</remarks>
internal sealed class StreamsMember(string id)
{
    public string Id { get; } = id;

    /// <summary>What the member tells of itself, as it is stored.</summary>
    public StreamsGroupMemberMetadataValue Metadata { get; set; } = new() { InstanceId = null, RackId = null };

    /// <summary>Members of one process share a state directory: none may have a task another of them still has.</summary>
    public string ProcessId => Metadata.ProcessId;

    public int Epoch { get; private set; }

    public int PreviousEpoch { get; private set; }

    public StreamsMemberState State { get; set; } = StreamsMemberState.Stable;

    /// <summary>What the member has or may take, each with the epoch it was given in (KIP-1251). Changed through the group only.</summary>
    public IReadOnlyDictionary<RoleTask, int> Assigned { get; set; } = RoleTask.NoneAssigned;

    /// <summary>What the member has yet to give up. Changed through the group only.</summary>
    public IReadOnlyDictionary<RoleTask, int> PendingRevocation { get; set; } = RoleTask.NoneAssigned;

    /// <summary>What the member is to have in the end.</summary>
    public IReadOnlySet<RoleTask> Target { get; set; } = RoleTask.None;

    /// <summary>The member is removed at this uptime unless a heartbeat comes first.</summary>
    public long SessionDeadlineMs { get; set; } = long.MaxValue;

    /// <summary>The member is removed at this uptime unless it has given up what it was asked for.</summary>
    public long RebalanceDeadlineMs { get; set; } = long.MaxValue;

    public bool IsReconciledTo(int targetEpoch) => State == StreamsMemberState.Stable && Epoch == targetEpoch;

    public void MoveTo(int epoch)
    {
        PreviousEpoch = Epoch;
        Epoch = epoch;
    }

    public void SetEpochs(int epoch, int previous)
    {
        Epoch = epoch;
        PreviousEpoch = previous;
    }
}
