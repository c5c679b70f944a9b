using System.Globalization;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Streams;

/// <summary>
/// One streams group (KIP-1071) as a state machine without I/O: StreamsGroupHeartbeat drives it, its records leave through the outbox, time passes through
/// <see cref="OnTime"/>. Internal topics it misses are named in the answer; who sends that creates them.
/// </summary>
/// <remarks>Thread model: part of a <see cref="GroupMachine"/>, which has a single owner.</remarks>
internal sealed class StreamsMachine : IOffsetRules
{
    private const string StandbyReplicasConfig = "num.standby.replicas";

    private readonly StreamsOptions _options;
    private readonly GroupClock _clock;
    private readonly IGroupOutbox _outbox;
    private readonly StreamsJournal _journal;
    private readonly StreamsTimers _timers;
    private readonly TopologyWatch _watch;
    private readonly StreamsEndpoints _endpoints;
    private string? _shutdownRequestedBy;

    public StreamsMachine(string id, StreamsOptions options, ITopicCatalog catalog, GroupClock clock, IGroupOutbox outbox)
    {
        _options = options;
        _clock = clock;
        _outbox = outbox;
        _journal = new StreamsJournal(outbox);
        Group = new StreamsGroup(id, _journal);
        _timers = new StreamsTimers(Group, options, clock);
        _watch = new TopologyWatch(catalog);
        _endpoints = new StreamsEndpoints(Group, catalog);
    }

    public StreamsGroup Group { get; }

    public long NextDeadlineMs => _timers.NextDeadlineMs;

    public bool HasMembers => Group.Members.Count > 0;

    public long EmptySinceMs { get; private set; }

    /// <summary>Begins a group that is not in the log yet.</summary>
    /// <param name="tombstone">The end of the empty classic group it was.</param>
    public void Begin(GroupRecord? tombstone) => _journal.WriteFirst(tombstone);

    /// <summary>Takes over what the log says. Members get a full session to come back in.</summary>
    public void Restore(StreamsSnapshot snapshot)
    {
        Group.Restore(snapshot);
        _journal.Clear();
        _timers.Restore();
        EmptySinceMs = _clock.UnixMs;
    }

    public ErrorCode CheckCommit(GroupCommit commit) => StreamsCommits.Check(Group, commit);

    public bool IsSubscribed(string topic) => HasMembers && Group.Topology?.SubtopologyReading(topic) is not null;

    /// <summary>The topology compared with the topics there are; null while there is none.</summary>
    public ConfiguredTopology? Configure() => Group.Topology is { } topology ? _watch.Look(topology, out _) : null;

    public void OnTime()
    {
        List<StreamsMember> expired = _timers.TakeExpired(out bool isDelayOver);
        if (expired.Count > 0)
        {
            Remove(expired, static _ => { });
        }

        if (isDelayOver && HasMembers && Configure() is { } configured)
        {
            UpdateTarget(configured);
            _journal.Write(Group, static _ => { });
        }
    }

    public void Heartbeat(StreamsHeartbeat heartbeat, IReplyTo<StreamsHeartbeatResult> reply)
    {
        StreamsGroupHeartbeatRequest request = heartbeat.Request;
        bool isKnown = Group.TryGet(request.MemberId, out StreamsMember? member);
        StreamsHeartbeatResult? refusal =
            heartbeat.IsJoin && Group.Members.Count >= _options.MaxSize ? StreamsHeartbeat.Failure(
                ErrorCode.GroupMaxSizeReached, $"The streams group has reached its maximum capacity of {_options.MaxSize} members.")
            : isKnown ? StreamsMembers.CheckEpoch(member!, heartbeat)
            : heartbeat.IsJoin ? null
            : StreamsHeartbeat.Failure(ErrorCode.UnknownMemberId, $"Member {request.MemberId} is not a member of group {Group.Id}.");
        if (refusal is not null)
        {
            _outbox.Reply(reply, refusal);
        }
        else if (request.MemberEpoch == StreamsHeartbeat.LeaveEpoch)
        {
            Leave(member!, reply);
        }
        else
        {
            KeepUp(member, heartbeat, reply);
        }
    }

    /// <summary>Writes the end of the group, and what comes after it; it has no members.</summary>
    public void WriteEnd(IEnumerable<GroupRecord> next, Action<ErrorCode> done) => _journal.WriteEnd(Group, next, done);

    private void KeepUp(StreamsMember? known, StreamsHeartbeat heartbeat, IReplyTo<StreamsHeartbeatResult> reply)
    {
        StreamsTopology? told = heartbeat.Request.Topology is { } data ? StreamsTopology.From(data) : null;
        if ((Group.Topology ?? told) is not { } topology)
        {
            _outbox.Reply(reply, StreamsHeartbeat.Failure(ErrorCode.UnknownServerError, $"The log does not hold the topology of group {Group.Id}."));
            return;
        }

        ConfiguredTopology configured = _watch.Look(topology, out long hash);
        if (Check(heartbeat, told, topology, configured) is { } refusal)
        {
            _outbox.Reply(reply, refusal);
            return;
        }

        bool wasEmpty = !HasMembers;
        bool isNewGroup = Group.Epoch == 0;
        StreamsMember member = known ?? new StreamsMember(heartbeat.Request.MemberId);
        if (known is null)
        {
            Group.Add(member);
        }

        IReadOnlyDictionary<RoleTask, int> before = member.Assigned;
        bool isRepeated = heartbeat.Request.MemberEpoch != member.Epoch;
        bool changed = StreamsMembers.Update(member, heartbeat, _journal) || known is null;
        if (Group.Topology is null)
        {
            Group.SetTopology(topology);
        }

        BumpIfNeeded(changed, hash, configured);
        if (wasEmpty)
        {
            _timers.StartDelay();
        }

        bool isDelayed = Advance(member, configured, heartbeat.Owned);
        _timers.RenewSession(member);
        if (heartbeat.Request.ShutdownApplication)
        {
            _shutdownRequestedBy ??= member.Id;
        }

        StreamsGroupHeartbeatResponse response = Answer(member, configured, isDelayed);
        bool isNews = heartbeat.IsJoin || !ReferenceEquals(before, member.Assigned);
        if (isNews && !isNewGroup && member.Metadata.UserEndpoint is not null)
        {
            _endpoints.Changed();
        }

        // A member that asks with an older epoch, or tells everything anew and lacks some of it, has not got the answer that gave it that.
        if (isNews || isRepeated || (heartbeat.IsFull && !heartbeat.Owned!.SetEquals(member.Assigned.Keys)))
        {
            StreamsViews.TellTasks(response, member);
        }

        _endpoints.Tell(response, heartbeat.Request.EndpointInformationEpoch, configured);
        Write(reply, new StreamsHeartbeatResult(response, configured.Missing));
    }

    private static StreamsHeartbeatResult? Check(StreamsHeartbeat heartbeat, StreamsTopology? told, StreamsTopology topology, ConfiguredTopology configured)
    {
        if (told is not null && told.Epoch >= topology.Epoch && !told.IsSameAs(topology))
        {
            return StreamsHeartbeat.Failure(ErrorCode.InvalidRequest, "Topology updates are not supported yet.");
        }

        return configured.Impossible is { } problem ? StreamsHeartbeat.Failure(ErrorCode.StreamsInvalidTopology, problem)
            : configured.IsReady ? StreamsMembers.CheckTasks(heartbeat, configured)
            : null;
    }

    private void BumpIfNeeded(bool changed, long hash, ConfiguredTopology configured)
    {
        int validated = configured.IsReady ? Group.Topology!.Epoch : StreamsGroup.NotValidated;
        var configs = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StandbyReplicasConfig] = _options.StandbyReplicasOf(Group.Id).ToString(CultureInfo.InvariantCulture),
        };
        bool sameConfigs = Group.AssignmentConfigs.Count == configs.Count && configs.All(config => Group.AssignmentConfigs.GetValueOrDefault(config.Key) == config.Value);
        if (changed || hash != Group.MetadataHash || validated != Group.ValidatedTopologyEpoch || !sameConfigs)
        {
            Group.Bump(hash, validated, configs);
        }
    }

    /// <summary>Brings the target up to date, and moves a member towards it; towards nothing while the group waits for more members.</summary>
    /// <returns>Whether the group waits.</returns>
    private bool Advance(StreamsMember member, ConfiguredTopology configured, IReadOnlySet<RoleTask>? owned)
    {
        bool isDelayed = _timers.IsDelayed && Group.Epoch > Group.TargetEpoch;
        if (isDelayed)
        {
            StreamsReconciliation.Reconcile(Group, member, Math.Max(1, Group.TargetEpoch), RoleTask.None, owned);
        }
        else
        {
            UpdateTarget(configured);
            StreamsReconciliation.Reconcile(Group, member, Group.TargetEpoch, member.Target, owned);
        }

        _timers.WatchRevocation(member);
        return isDelayed;
    }

    // Changes that come in quick succession are answered together, by a heartbeat that comes when the interval is over (KIP-1263). While nobody has
    // a task, as when the topics were not all there, there is nothing to wait for.
    private bool MayAssign =>
        Group.Members.All(static member => member.Target.Count == 0) || _clock.HasPassed(Group.TargetTimestampMs, _options.AssignmentIntervalOf(Group.Id));

    private void UpdateTarget(ConfiguredTopology configured)
    {
        if (Group.Epoch <= Group.TargetEpoch || !MayAssign)
        {
            return;
        }

        Dictionary<string, HashSet<RoleTask>> targets = [];
        if (configured.IsReady)
        {
            List<TaskHost> hosts = [.. Group.Members.Select(member => new TaskHost(member.Id, member.ProcessId, member.Target))];
            List<TaskDemand> demands = [.. Group.Topology!.Subtopologies.Select(subtopology =>
                new TaskDemand(subtopology.SubtopologyId, configured.Tasks[subtopology.SubtopologyId], subtopology.StateChangelogTopics.Count > 0))];
            targets = StickyTaskAssignor.Assign(hosts, demands, _options.StandbyReplicasOf(Group.Id));
        }

        Group.SetTargets(targets, _clock.UnixMs);
    }

    private StreamsGroupHeartbeatResponse Answer(StreamsMember member, ConfiguredTopology configured, bool isDelayed) => new()
    {
        MemberId = member.Id,
        MemberEpoch = member.Epoch,
        HeartbeatIntervalMs = _options.HeartbeatIntervalOf(Group.Id),
        Status = StreamsViews.Statuses(Group, member, configured, isDelayed, _shutdownRequestedBy),
    };

    private void Leave(StreamsMember member, IReplyTo<StreamsHeartbeatResult> reply)
    {
        var response = new StreamsGroupHeartbeatResponse { MemberId = member.Id, MemberEpoch = StreamsHeartbeat.LeaveEpoch };
        Remove([member], error => _outbox.Reply(reply, error == ErrorCode.None ? new StreamsHeartbeatResult(response, []) : Unstored(error)));
    }

    /// <summary>Removes members; a heartbeat of the others has them share what they had.</summary>
    private void Remove(IReadOnlyCollection<StreamsMember> members, Action<ErrorCode> done)
    {
        foreach (StreamsMember member in members)
        {
            Group.Remove(member);
        }

        if (!HasMembers)
        {
            EmptySinceMs = _clock.UnixMs;
            _shutdownRequestedBy = null;
            _timers.EndDelay();
        }

        Group.Bump(Group.MetadataHash, Group.ValidatedTopologyEpoch, Group.AssignmentConfigs);
        _journal.Write(Group, done);
    }

    private void Write(IReplyTo<StreamsHeartbeatResult> reply, StreamsHeartbeatResult result) =>
        _journal.Write(Group, error => _outbox.Reply(reply, error == ErrorCode.None ? result : Unstored(error)));

    private static StreamsHeartbeatResult Unstored(ErrorCode error) => StreamsHeartbeat.Failure(GroupErrors.OfGroup(error), "The group's change could not be stored.");
}
