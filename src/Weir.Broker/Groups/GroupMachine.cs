using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Share;
using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>
/// One group of whatever kind as a state machine without I/O: events come in as method calls, replies and log writes go out through the outbox,
/// and time passes through <see cref="OnTime"/>, which is due at <see cref="NextDeadlineMs"/>.
/// </summary>
/// <remarks>Thread model: single owner. Whoever owns it calls one method at a time and carries out the outbox before the next.</remarks>
internal sealed partial class GroupMachine : IStateMachine
{
    private readonly ClassicGroup _group;
    private readonly GroupRebalance _rebalance;
    private readonly JoinPhase _joins;
    private readonly SyncPhase _syncs;
    private readonly GroupOffsets _offsets;
    private readonly IGroupOutbox _outbox;

    public GroupMachine(string groupId, GroupOptions options, ITopicCatalog catalog, GroupClock clock, IGroupOutbox outbox)
    {
        _outbox = outbox;
        _options = options;
        _catalog = catalog;
        _clock = clock;
        _group = new ClassicGroup(groupId, clock);
        _rebalance = new GroupRebalance(_group, options, clock, outbox);
        _joins = new JoinPhase(_group, _rebalance, options, outbox);
        _syncs = new SyncPhase(_group, _rebalance, outbox);
        _offsets = new GroupOffsets(_group, _rebalance, options, clock, outbox);
        _transactions = new GroupTransactions(groupId, _offsets, outbox);
    }

    public string Id => _group.Id;

    public GroupState State => _group.State;

    public int Generation => _share?.Group.Epoch ?? _streams?.Group.Epoch ?? _consumer?.Group.Epoch ?? _group.Generation;

    public int MemberCount => _share?.Group.Members.Count ?? _streams?.Group.Members.Count ?? _consumer?.Group.Members.Count ?? _group.Members.Count;

    /// <summary>See <see cref="GroupRebalance.NextDeadlineMs"/>.</summary>
    public long NextDeadlineMs => _share?.NextDeadlineMs ?? _streams?.NextDeadlineMs ?? _consumer?.NextDeadlineMs ?? _rebalance.NextDeadlineMs;

    /// <summary>True once the group holds nothing and its tombstones are durable: the owner may drop it.</summary>
    public bool IsGone { get; private set; }

    public IReadOnlyDictionary<TopicPartition, CommittedOffset> Offsets => _offsets.Committed;

    /// <summary>Takes over what the log says, before any other event. Members get a full session to come back in.</summary>
    public void Restore(GroupSnapshot snapshot)
    {
        if (snapshot.Metadata is { } metadata)
        {
            _group.Restore(metadata);
            _rebalance.RestoreSessions();
        }
        else if (snapshot.Consumer is { Exists: true } consumer)
        {
            StartConsumer().Restore(consumer);
        }
        else if (snapshot.Share is { Exists: true } share)
        {
            StartShare().Restore(share);
        }
        else if (snapshot.Streams is { Exists: true } streams)
        {
            StartStreams(NewStreams()).Restore(streams);
        }

        _offsets.Restore(snapshot.Offsets);
        _transactions.Restore(snapshot.Pending);
    }

    public void OnTime()
    {
        if (_share is { } share)
        {
            share.OnTime();
        }
        else if (_streams is { } streams)
        {
            streams.OnTime();
        }
        else if (_consumer is { } consumer)
        {
            consumer.OnTime();
        }
        else
        {
            _rebalance.ExpireDue();
        }
    }

    public void Join(GroupJoin join, IReplyTo<JoinGroupResponse> reply)
    {
        if (_share is not null || _streams is { HasMembers: true })
        {
            _outbox.Reply(reply, JoinPhase.Failure(ErrorCode.InconsistentGroupProtocol, ""));
            return;
        }

        if (IsConsumerWithMembers(out ConsumerMachine? consumer))
        {
            JoinConsumer(consumer, join, reply);
            return;
        }

        EndEmptyConsumer();
        EndEmptyStreams();
        _joins.Join(join, reply);
    }

    public void Sync(SyncGroupRequest request, IReplyTo<SyncGroupResponse> reply)
    {
        if (_consumer is { } consumer && _group.State != GroupState.Dead)
        {
            consumer.Classic.Sync(request, reply);
        }
        else
        {
            _syncs.Sync(request, reply);
        }
    }

    public ErrorCode Heartbeat(HeartbeatRequest request)
    {
        if (_group.State == GroupState.Dead)
        {
            return ErrorCode.CoordinatorNotAvailable;
        }

        if (_consumer is { } consumer)
        {
            return consumer.Classic.Heartbeat(request);
        }

        ErrorCode identity = _group.Identify(request.MemberId, request.GroupInstanceId);
        if (identity != ErrorCode.None || !_group.Members.TryGet(request.MemberId, out GroupMember? member))
        {
            return identity;
        }

        if (request.GenerationId != _group.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        _rebalance.RenewSession(member);
        return _group.State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>Removes the members at once (KIP-345 batches them) and tells of each whether it was one.</summary>
    public List<LeaveGroupResponse.MemberResponse> Leave(IReadOnlyList<LeaveGroupRequest.MemberIdentity> leavers)
    {
        if (_consumer is { } consumer)
        {
            return consumer.Classic.Leave(leavers);
        }

        var results = new List<LeaveGroupResponse.MemberResponse>(leavers.Count);
        bool removed = false;
        foreach (LeaveGroupRequest.MemberIdentity leaver in leavers)
        {
            ErrorCode error = Leave(leaver, ref removed);
            results.Add(new LeaveGroupResponse.MemberResponse { MemberId = leaver.MemberId, GroupInstanceId = leaver.GroupInstanceId, ErrorCode = error });
        }

        if (removed)
        {
            _rebalance.AfterRemoval();
        }

        return results;
    }

    /// <summary>Share groups have no offsets to commit or delete.</summary>
    public void Commit(GroupCommit commit, IReplyTo<ErrorCode> reply)
    {
        if (_share is null)
        {
            _offsets.Commit(commit, reply);
        }
        else
        {
            _outbox.Reply(reply, ErrorCode.GroupIdNotFound);
        }
    }

    public void DeleteOffsets(IReadOnlyList<OffsetDeleteEntry> entries, IReplyTo<ErrorCode> reply)
    {
        if (_share is null)
        {
            _offsets.Delete(entries, reply);
        }
        else
        {
            _outbox.Reply(reply, ErrorCode.GroupIdNotFound);
        }
    }

    /// <summary>Drops the offsets of topics that are gone, told by name and id.</summary>
    public void DropTopics(Func<string, Guid, bool> isGone)
    {
        _offsets.DropTopics(isGone);
        DropShareTopics(isGone);
    }

    /// <summary>Deletes the group with its offsets, if it has no members.</summary>
    public void Delete(IReplyTo<ErrorCode> reply)
    {
        switch (_group.State)
        {
            case GroupState.Dead:
                _outbox.Reply(reply, ErrorCode.GroupIdNotFound);
                break;
            case GroupState.Empty when !HasMembersOfNewProtocols:
                Bury([.. _offsets.All()], reply);
                break;
            default:
                _outbox.Reply(reply, ErrorCode.NonEmptyGroup);
                break;
        }
    }

    /// <summary>Expires offsets, and removes the group when it has neither members nor offsets left.</summary>
    public void Clean()
    {
        List<TopicPartition> expired = _offsets.FindExpired();
        bool holdsMore = expired.Count < _offsets.Committed.Count || _offsets.HasCommitsInFlight;
        if (_share is null && _group.State == GroupState.Empty && !HasMembersOfNewProtocols && _group.Members.Pending.Count == 0 && !holdsMore)
        {
            Bury(expired, reply: null);
        }
        else if (expired.Count > 0)
        {
            _outbox.Append(new GroupWrite(expired.ConvertAll(p => GroupRecords.OffsetTombstone(Id, p)), error =>
            {
                if (error == ErrorCode.None)
                {
                    _offsets.Forget(expired);
                }
            }));
        }
    }

    public ListGroupsResponse.ListedGroup Summarize()
    {
        bool isAlive = _group.State != GroupState.Dead;
        return Share is { } share ? ShareViews.Summarize(share)
            : isAlive && _streams is { } streams ? StreamsViews.Summarize(streams.Group)
            : isAlive && _consumer is { } consumer ? ConsumerViews.Summarize(consumer.Group)
            : new()
            {
                GroupId = Id,
                ProtocolType = _group.ProtocolType ?? "",
                GroupState = _group.State.ToString(),
                GroupType = GroupCoordinator.ClassicType,
            };
    }

    /// <summary>The group as a classic one, which it must be.</summary>
    public DescribeGroupsResponse.DescribedGroup Describe()
    {
        bool stable = _group.State == GroupState.Stable;
        return new DescribeGroupsResponse.DescribedGroup
        {
            GroupId = Id,
            GroupState = _group.State.ToString(),
            ProtocolType = _group.ProtocolType ?? "",
            ProtocolData = stable ? _group.Protocol ?? "" : "",
            Members = [.. _group.Members.All.Select(member => new DescribeGroupsResponse.DescribedGroupMember
            {
                MemberId = member.Id,
                GroupInstanceId = member.InstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                MemberMetadata = stable ? member.MetadataFor(_group.Protocol) : default,
                MemberAssignment = member.Assignment,
            })],
        };
    }

    private ErrorCode Leave(LeaveGroupRequest.MemberIdentity leaver, ref bool removed)
    {
        string? memberId = leaver.MemberId;
        if (memberId.Length == 0)
        {
            // An administrator removes a static member by its instance id alone.
            memberId = leaver.GroupInstanceId is null ? null : _group.Members.StaticMemberId(leaver.GroupInstanceId);
        }
        else if (_group.Members.Pending.ContainsKey(memberId))
        {
            _rebalance.ForgetPending(memberId);
            return ErrorCode.None;
        }

        ErrorCode identity = memberId is null ? ErrorCode.UnknownMemberId : _group.Identify(memberId, leaver.GroupInstanceId);
        if (identity != ErrorCode.None || !_group.Members.TryGet(memberId!, out GroupMember? member))
        {
            return identity;
        }

        _rebalance.Remove(member);
        removed = true;
        return ErrorCode.None;
    }

    /// <summary>Writes the tombstones that end the group; it is dead meanwhile, and alive again should they fail.</summary>
    private void Bury(List<TopicPartition> partitions, IReplyTo<ErrorCode>? reply)
    {
        _group.TransitionTo(GroupState.Dead);
        if (_share is { } share)
        {
            share.WriteEnd(error => Buried(error, partitions, reply));
            return;
        }

        if (_streams is { } streams)
        {
            streams.WriteEnd(partitions.Select(p => GroupRecords.OffsetTombstone(Id, p)), error => Buried(error, partitions, reply));
            return;
        }

        if (_consumer is { } consumer)
        {
            consumer.WriteEnd(partitions.Select(p => GroupRecords.OffsetTombstone(Id, p)), error => Buried(error, partitions, reply));
            return;
        }

        if (_group.Generation == 0 && partitions.Count == 0)
        {
            Buried(ErrorCode.None, partitions, reply);
            return;
        }

        List<GroupRecord> tombstones = partitions.ConvertAll(p => GroupRecords.OffsetTombstone(Id, p));
        tombstones.Add(GroupRecords.GroupTombstone(Id));
        _outbox.Append(new GroupWrite(tombstones, error => Buried(error, partitions, reply)));
    }

    private void Buried(ErrorCode error, List<TopicPartition> partitions, IReplyTo<ErrorCode>? reply)
    {
        if (error == ErrorCode.None)
        {
            _offsets.Forget(partitions);
            IsGone = true;
        }
        else
        {
            _group.TransitionTo(GroupState.Empty);
        }

        if (reply is not null)
        {
            _outbox.Reply(reply, GroupErrors.OfGroup(error));
        }
    }
}
