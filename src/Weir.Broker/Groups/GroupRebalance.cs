using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>Moves a group from generation to generation: collects joins, forms the generation, waits for its syncs, watches sessions.</summary>
/// <remarks>Thread model: owned by its <see cref="GroupMachine"/>. Time passes only through <see cref="ExpireDue"/>.</remarks>
internal sealed class GroupRebalance(ClassicGroup group, GroupOptions options, GroupClock clock, IGroupOutbox outbox)
{
    private long _joinDeadlineMs = long.MaxValue;
    private long _syncDeadlineMs = long.MaxValue;

    // While the initial delay of an empty group runs: what is left to extend it by, and whether someone joined since it was set.
    private int _initialDelayLeftMs;
    private bool _joinedDuringDelay;

    /// <summary>At or before the uptime at which something expires. Renewed sessions do not move it, so it may be early.</summary>
    public long NextDeadlineMs { get; private set; } = long.MaxValue;

    private bool IsInitialDelay => group.PreviousState == GroupState.Empty;

    public void RenewSession(GroupMember member) => SetSession(member, member.SessionTimeoutMs);

    /// <summary>Parks a new member's join and restarts the collection of joins, or completes it.</summary>
    public void AddMember(GroupMember member, string protocolType, IReplyTo<JoinGroupResponse> reply)
    {
        _joinedDuringDelay |= group.State == GroupState.PreparingRebalance && IsInitialDelay;
        member.IsNew = true;
        group.Add(member, protocolType);
        Park(member, reply);
        SetSession(member, options.NewMemberJoinTimeoutMs);
        RebalanceOrComplete();
    }

    public void AddPending(string memberId, int sessionTimeoutMs) =>
        group.Members.Pending[memberId] = Deadline(sessionTimeoutMs);

    /// <summary>Drops a member id that was handed out; a rebalance may have waited for nobody else.</summary>
    public void ForgetPending(string memberId)
    {
        if (group.Members.Pending.Remove(memberId) && group.State == GroupState.PreparingRebalance)
        {
            CompleteIfAllJoined();
        }
    }

    /// <summary>Parks the join of a known member.</summary>
    public void Park(GroupMember member, IReplyTo<JoinGroupResponse> reply)
    {
        if (member.AwaitingJoin is { } superseded)
        {
            outbox.Reply(superseded, JoinPhase.Failure(ErrorCode.RebalanceInProgress, member.Id));
        }

        member.AwaitingJoin = reply;
    }

    /// <summary>Starts a rebalance, or, when one is being prepared, sees whether it is complete.</summary>
    public void RebalanceOrComplete()
    {
        if (group.State == GroupState.PreparingRebalance)
        {
            CompleteIfAllJoined();
        }
        else if (group.State != GroupState.Dead)
        {
            Prepare();
        }
    }

    /// <summary>Removes a member; parked requests of it get UNKNOWN_MEMBER_ID. The caller continues with <see cref="AfterRemoval"/>.</summary>
    public void Remove(GroupMember member)
    {
        group.Members.Remove(member);
        AnswerJoin(member, JoinPhase.Failure(ErrorCode.UnknownMemberId, string.Empty));
        AnswerSync(member, SyncPhase.Failure(ErrorCode.UnknownMemberId));
    }

    public void AfterRemoval()
    {
        if (group.State is not (GroupState.Empty or GroupState.Dead))
        {
            RebalanceOrComplete();
        }
    }

    public void AnswerJoin(GroupMember member, JoinGroupResponse response)
    {
        if (member.AwaitingJoin is { } reply)
        {
            member.AwaitingJoin = null;
            outbox.Reply(reply, response);
        }
    }

    public bool AnswerSync(GroupMember member, SyncGroupResponse response)
    {
        if (member.AwaitingSync is not { } reply)
        {
            return false;
        }

        member.AwaitingSync = null;
        outbox.Reply(reply, response);
        return true;
    }

    /// <summary>Answers every parked sync with the member's assignment, or with an error.</summary>
    public void AnswerSyncs(ErrorCode error)
    {
        foreach (GroupMember member in group.Members.All)
        {
            SyncGroupResponse response = error == ErrorCode.None ? SyncPhase.Assignment(group, member) : SyncPhase.Failure(error);
            if (AnswerSync(member, response))
            {
                RenewSession(member);
            }
        }
    }

    public void SyncReceived(GroupMember member)
    {
        if (group.Members.AwaitedSyncs.Remove(member.Id) && group.Members.AwaitedSyncs.Count == 0)
        {
            _syncDeadlineMs = long.MaxValue;
        }
    }

    /// <summary>Carries out what is due now, earliest first.</summary>
    public void ExpireDue()
    {
        long now = clock.UptimeMs;
        while (FindEarliest(out long deadline) is { } expire && deadline <= now)
        {
            expire();
        }

        FindEarliest(out long next);
        NextDeadlineMs = next;
    }

    /// <summary>Gives the members of a group read back from the log a full session.</summary>
    public void RestoreSessions()
    {
        foreach (GroupMember member in group.Members.All)
        {
            RenewSession(member);
        }

        if (group.Members.Count > options.MaxSize)
        {
            Prepare();
        }
    }

    /// <summary>Stops watching, and has everyone who waits join again: the group goes on under another protocol.</summary>
    public void Abandon()
    {
        _joinDeadlineMs = _syncDeadlineMs = NextDeadlineMs = long.MaxValue;
        foreach (GroupMember member in group.Members.All)
        {
            AnswerJoin(member, JoinPhase.Failure(ErrorCode.RebalanceInProgress, member.Id));
            AnswerSync(member, SyncPhase.Failure(ErrorCode.RebalanceInProgress));
        }
    }

    private void Prepare()
    {
        if (group.State == GroupState.CompletingRebalance)
        {
            foreach (GroupMember member in group.Members.All)
            {
                member.Assignment = default;
            }

            AnswerSyncs(ErrorCode.RebalanceInProgress);
        }

        _syncDeadlineMs = long.MaxValue;
        bool wasEmpty = group.State == GroupState.Empty;
        group.TransitionTo(GroupState.PreparingRebalance);
        if (!wasEmpty)
        {
            CompleteOrWait();
            return;
        }

        _joinedDuringDelay = false;
        _initialDelayLeftMs = Math.Max(group.Members.RebalanceTimeoutMs - options.InitialRebalanceDelayMs, 0);
        if (options.InitialRebalanceDelayMs == 0)
        {
            Complete();
        }
        else
        {
            _joinDeadlineMs = Deadline(options.InitialRebalanceDelayMs);
        }
    }

    private void CompleteOrWait()
    {
        if (group.Members.AllJoined)
        {
            Complete();
        }
        else
        {
            _joinDeadlineMs = Deadline(group.Members.RebalanceTimeoutMs);
        }
    }

    private void CompleteIfAllJoined()
    {
        if (!IsInitialDelay && group.Members.AllJoined)
        {
            Complete();
        }
    }

    private void JoinDeadlinePassed()
    {
        if (IsInitialDelay && _joinedDuringDelay && _initialDelayLeftMs > 0)
        {
            int extension = Math.Min(options.InitialRebalanceDelayMs, _initialDelayLeftMs);
            _initialDelayLeftMs -= extension;
            _joinedDuringDelay = false;
            _joinDeadlineMs = Deadline(extension);
            return;
        }

        Complete();
    }

    /// <summary>Ends the collection of joins: dynamic members that have not come are out, the others form the next generation.</summary>
    private void Complete()
    {
        _joinDeadlineMs = long.MaxValue;
        foreach (GroupMember absent in group.Members.All.Where(m => m.AwaitingJoin is null && m.InstanceId is null).ToList())
        {
            Remove(absent);
        }

        if (!group.Members.ElectJoinedLeader() && group.Members.Count > 0)
        {
            // Only static members are left and none has come: their sessions decide.
            _joinDeadlineMs = Deadline(group.Members.RebalanceTimeoutMs);
            return;
        }

        group.NextGeneration();
        if (group.State == GroupState.Empty)
        {
            // Were this write lost, the last generation would come back after a restart and its sessions would expire: nothing to undo.
            outbox.Append(new GroupWrite([GroupRecords.Group(group)], static _ => { }));
            return;
        }

        AnswerJoins();
        _syncDeadlineMs = Deadline(group.Members.RebalanceTimeoutMs);
    }

    private void AnswerJoins()
    {
        foreach (GroupMember member in group.Members.All)
        {
            // A static member that has not come keeps its place, and its old session deadline.
            if (member.AwaitingJoin is not null)
            {
                AnswerJoin(member, group.DescribeGeneration(member, group.Members.IsLeader(member.Id)));
                member.IsNew = false;
                group.Members.AwaitedSyncs.Add(member.Id);
                RenewSession(member);
            }
        }
    }

    private void SyncDeadlinePassed()
    {
        _syncDeadlineMs = long.MaxValue;
        if (group.Members.AwaitedSyncs.Count == 0)
        {
            return;
        }

        foreach (string memberId in group.Members.AwaitedSyncs.ToList())
        {
            if (group.Members.TryGet(memberId, out GroupMember? silent))
            {
                Remove(silent);
            }
        }

        AfterRemoval();
    }

    private void SessionPassed(GroupMember member)
    {
        if (member.NeedsNoHeartbeat)
        {
            RenewSession(member);
            return;
        }

        Remove(member);
        AfterRemoval();
    }

    private Action? FindEarliest(out long deadline)
    {
        Action? expire = null;
        deadline = long.MaxValue;
        if (_joinDeadlineMs < deadline)
        {
            (deadline, expire) = (_joinDeadlineMs, JoinDeadlinePassed);
        }

        if (_syncDeadlineMs < deadline)
        {
            (deadline, expire) = (_syncDeadlineMs, SyncDeadlinePassed);
        }

        if (group.Members.All.MinBy(m => m.SessionDeadlineMs) is { } member && member.SessionDeadlineMs < deadline)
        {
            (deadline, expire) = (member.SessionDeadlineMs, () => SessionPassed(member));
        }

        if (group.Members.Pending.Count > 0 && group.Members.Pending.MinBy(p => p.Value) is var pending && pending.Value < deadline)
        {
            (deadline, expire) = (pending.Value, () => ForgetPending(pending.Key));
        }

        return expire;
    }

    private void SetSession(GroupMember member, int timeoutMs) => member.SessionDeadlineMs = Deadline(timeoutMs);

    private long Deadline(int delayMs)
    {
        long deadline = clock.UptimeMs + delayMs;
        NextDeadlineMs = Math.Min(NextDeadlineMs, deadline);
        return deadline;
    }
}
