using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Consumer;

/// <summary>
/// One consumer group of KIP-848 as a state machine without I/O: ConsumerGroupHeartbeat drives it, its records leave through the outbox,
/// time passes through <see cref="OnTime"/>. Members of the classic protocol are served by <see cref="ClassicBridge"/>.
/// </summary>
/// <remarks>Thread model: part of a <see cref="GroupMachine"/>, which has a single owner.</remarks>
internal sealed class ConsumerMachine : IOffsetRules
{
    private readonly ConsumerOptions _options;
    private readonly GroupClock _clock;
    private readonly IGroupOutbox _outbox;
    private readonly ConsumerJournal _journal;
    private readonly ConsumerTopics _topics;
    private readonly ConsumerTimers _timers;

    public ConsumerMachine(string id, ConsumerOptions options, ITopicCatalog catalog, GroupClock clock, IGroupOutbox outbox)
    {
        _options = options;
        _clock = clock;
        _outbox = outbox;
        _journal = new ConsumerJournal(outbox);
        Group = new ConsumerGroup(id, _journal);
        _topics = new ConsumerTopics(Group, catalog, clock);
        _timers = new ConsumerTimers(Group, options, clock);
        Classic = new ClassicBridge(this, options, _topics, _timers, outbox);
    }

    public ConsumerGroup Group { get; }

    /// <summary>Asked after members have gone, before that is written: whether the group goes on as a classic one, which then tells of the write.</summary>
    public required Func<Action<ErrorCode>, bool> BecomesClassic { get; init; }

    public ClassicBridge Classic { get; }

    public long NextDeadlineMs => _timers.NextDeadlineMs;

    public bool HasMembers => Group.Members.Count > 0;

    public long EmptySinceMs { get; private set; }

    public ErrorCode CheckCommit(GroupCommit commit) => ConsumerCommits.Check(Group, commit);

    public bool IsSubscribed(string topic) => _topics.IsSubscribed(topic);

    public void Restore(ConsumerSnapshot snapshot)
    {
        snapshot.RestoreTo(Group);
        _journal.Clear();
        _timers.Restore();
        EmptySinceMs = _clock.UnixMs;
    }

    /// <summary>Begins a group; its first member then brings the first change. Like Kafka's it has had an epoch by then.</summary>
    public void Begin(GroupRecord? tombstone)
    {
        Group.RestoreEpochs(epoch: 1, metadataHash: 0, targetEpoch: 0, targetTimestampMs: 0);
        _journal.EpochChanged();
        WriteFirst(tombstone);
    }

    /// <summary>Takes over what was a classic group; <paramref name="tombstone"/> ends it in the log.</summary>
    public void TakeOver(GroupRecord? tombstone, int epoch, IEnumerable<ConsumerMember> members)
    {
        foreach (ConsumerMember member in members)
        {
            Group.Add(member);
        }

        Group.RestoreEpochs(epoch, metadataHash: 0, epoch, _clock.UnixMs);
        _journal.AllChanged(Group);
        _timers.Restore();
        WriteFirst(tombstone);
    }

    public void OnTime()
    {
        List<ConsumerMember> expired = _timers.TakeExpired();
        if (expired.Count > 0)
        {
            Remove(expired, static _ => { });
        }
    }

    public void Heartbeat(ConsumerHeartbeat heartbeat, IReplyTo<ConsumerGroupHeartbeatResponse> reply)
    {
        if (heartbeat.Request.MemberEpoch < 0)
        {
            Leave(heartbeat.Request, reply);
            return;
        }

        if (ConsumerMembers.Find(Group, heartbeat, _options, out ConsumerMember? known) is { } refusal)
        {
            _outbox.Reply(reply, refusal);
            return;
        }

        ConsumerMember member = known ?? ConsumerMembers.New(heartbeat);
        bool isNew = known is null;
        if (isNew)
        {
            Group.Add(member);
        }
        else if (member.Id != heartbeat.Request.MemberId)
        {
            ConsumerMember old = member;
            member = old.Successor(heartbeat.Request.MemberId);
            Group.Replace(old, member);
        }

        IReadOnlyDictionary<TopicIdPartition, int> assignedBefore = member.Assigned;
        Advance(member, ConsumerMembers.Update(member, heartbeat, _journal), heartbeat.Owned);
        _timers.RenewSession(member);
        var response = new ConsumerGroupHeartbeatResponse
        {
            MemberId = member.Id,
            MemberEpoch = member.Epoch,
            HeartbeatIntervalMs = _options.HeartbeatIntervalOf(Group.Id),
        };
        if (heartbeat.IsJoin || heartbeat.IsFull || !ReferenceEquals(assignedBefore, member.Assigned))
        {
            response.Assignment = ConsumerViews.Assignment(member);
        }

        Write(reply, response);
    }

    /// <summary>Brings epoch and target up to date, and moves a member towards its target.</summary>
    public void Advance(ConsumerMember member, bool subscriptionChanged, IReadOnlySet<TopicIdPartition>? owned)
    {
        BumpIfNeeded(subscriptionChanged);
        UpdateTarget();
        Reconciliation.Reconcile(Group, member, owned);
        if (member.Classic is null)
        {
            WatchRevocation(member);
        }
    }

    /// <summary>Removes members; the next heartbeat has the others share what they had.</summary>
    public void Remove(IReadOnlyCollection<ConsumerMember> members, Action<ErrorCode> done)
    {
        foreach (ConsumerMember member in members)
        {
            Group.Remove(member);
        }

        if (BecomesClassic(done))
        {
            return;
        }

        BumpIfNeeded(subscriptionsChanged: true);
        if (Group.Members.Count == 0)
        {
            EmptySinceMs = _clock.UnixMs;
        }

        Write(done);
    }

    /// <summary>Lets a classic member, whose heartbeats carry nothing, find out about topics that have changed.</summary>
    public void CatchUp()
    {
        BumpIfNeeded(subscriptionsChanged: false);
        Write(static _ => { });
    }

    public void SubscriptionTold(ConsumerMember member) => _journal.SubscriptionChanged(member.Id);

    /// <summary>Writes what has changed; <paramref name="done"/> is told when it is durable.</summary>
    public void Write(Action<ErrorCode> done) => _journal.Write(Group, done);

    /// <summary>Writes the end of the group, and what comes after it: perhaps a classic group, or the ends of its offsets.</summary>
    public void WriteEnd(IEnumerable<GroupRecord> next, Action<ErrorCode> done)
    {
        List<GroupRecord> records = [.. _journal.TakeRemovals(Group), .. ConsumerRecords.Tombstones(Group), .. next];
        _outbox.Append(new GroupWrite(records, done));
    }

    private void WriteFirst(GroupRecord? tombstone)
    {
        if (tombstone is { } record)
        {
            _journal.WriteFirst(record);
        }
    }

    private void Write(IReplyTo<ConsumerGroupHeartbeatResponse> reply, ConsumerGroupHeartbeatResponse response) =>
        Write(error => _outbox.Reply(reply, error == ErrorCode.None ? response : ConsumerHeartbeat.Failure(GroupErrors.OfGroup(error), "The group's change could not be stored.")));

    private void BumpIfNeeded(bool subscriptionsChanged)
    {
        if (_topics.Refresh(subscriptionsChanged, out long hash) || subscriptionsChanged)
        {
            Group.Bump(hash);
        }
    }

    // Changes that come in quick succession are answered together, by a heartbeat that comes when the interval is over (KIP-1263).
    private void UpdateTarget()
    {
        if (Group.Epoch > Group.TargetEpoch && _clock.HasPassed(Group.TargetTimestampMs, _options.AssignmentIntervalOf(Group.Id)))
        {
            List<AssignmentMember> members = _topics.Describe(out Dictionary<Guid, int> partitionCounts);
            IServerAssignor assignor = ServerAssignors.Get(ServerAssignors.Preferred(Group.Members, _options.Assignors));
            Group.SetTargets(assignor.Assign(members, partitionCounts), _clock.UnixMs);
        }
    }

    private void WatchRevocation(ConsumerMember member)
    {
        if (member.State == ConsumerMemberState.UnrevokedPartitions)
        {
            _timers.StartRebalance(member);
        }
        else
        {
            ConsumerTimers.EndRebalance(member);
        }
    }

    private void Leave(ConsumerGroupHeartbeatRequest request, IReplyTo<ConsumerGroupHeartbeatResponse> reply)
    {
        if (ConsumerMembers.FindLeaver(Group, request, out ConsumerMember? member) is { } refusal)
        {
            _outbox.Reply(reply, refusal);
            return;
        }

        var response = new ConsumerGroupHeartbeatResponse { MemberId = request.MemberId, MemberEpoch = request.MemberEpoch };
        if (request.MemberEpoch == ConsumerHeartbeat.LeaveStaticEpoch)
        {
            // Its partitions stay with it until its session is over, or its next incarnation comes.
            member!.SetEpochs(ConsumerMember.LeftForNowEpoch, member.Epoch);
            member.State = ConsumerMemberState.Stable;
            ConsumerTimers.EndRebalance(member);
            Group.Assign(member, member.Assigned, new Dictionary<TopicIdPartition, int>());
            Write(reply, response);
        }
        else
        {
            Remove([member!], error => _outbox.Reply(
                reply, error == ErrorCode.None ? response : ConsumerHeartbeat.Failure(GroupErrors.OfGroup(error), "The departure could not be stored.")));
        }
    }
}
