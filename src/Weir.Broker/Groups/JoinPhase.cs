using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>The rules of JoinGroup (KIP-62, KIP-345, KIP-394, KIP-814).</summary>
/// <remarks>Thread model: owned by its <see cref="GroupMachine"/>.</remarks>
internal sealed class JoinPhase(ClassicGroup group, GroupRebalance rebalance, GroupOptions options, IGroupOutbox outbox)
{
    /// <summary>First version in which a dynamic member must come back with the id it was given (KIP-394).</summary>
    private const short RequiresKnownMemberId = 4;

    /// <summary>First version that tells a static leader to skip the assignment (KIP-814).</summary>
    private const short KnowsSkipAssignment = 9;

    /// <summary>Member ids must fit the protocol's 32767 bytes whatever the client calls itself.</summary>
    private const int LongestMemberIdPrefix = 1000;

    public static JoinGroupResponse Failure(ErrorCode error, string memberId) => new() { ErrorCode = error, MemberId = memberId, ProtocolName = null };

    /// <summary>What can be refused without looking at a group, so that bad requests create none.</summary>
    public static ErrorCode Check(JoinGroupRequest request, GroupOptions options)
    {
        if (request.GroupId.Length == 0)
        {
            return ErrorCode.InvalidGroupId;
        }

        if (request.SessionTimeoutMs < options.MinSessionTimeoutMs || request.SessionTimeoutMs > options.MaxSessionTimeoutMs)
        {
            return ErrorCode.InvalidSessionTimeout;
        }

        return request.ProtocolType.Length == 0 || request.Protocols.Count == 0 ? ErrorCode.InconsistentGroupProtocol : ErrorCode.None;
    }

    public void Join(GroupJoin join, IReplyTo<JoinGroupResponse> reply)
    {
        string memberId = join.Request.MemberId;
        MemberProtocol[] protocols = MemberProtocol.CopyFrom(join.Request.Protocols);
        if (group.State == GroupState.Dead)
        {
            outbox.Reply(reply, Failure(ErrorCode.CoordinatorNotAvailable, memberId));
        }
        else if (!HasRoomFor(memberId))
        {
            outbox.Reply(reply, Failure(ErrorCode.GroupMaxSizeReached, ""));
            rebalance.ForgetPending(memberId);
        }
        else if (!group.Accepts(join.Request.ProtocolType, protocols))
        {
            outbox.Reply(reply, Failure(ErrorCode.InconsistentGroupProtocol, memberId));
        }
        else if (memberId.Length == 0)
        {
            JoinWithoutId(join, protocols, reply);
        }
        else
        {
            JoinWithId(join, protocols, reply);
        }
    }

    private static string NewMemberId(GroupJoin join)
    {
        string prefix = join.Request.GroupInstanceId ?? join.ClientId;
        return $"{prefix.AsSpan(0, Math.Min(prefix.Length, LongestMemberIdPrefix))}-{Guid.NewGuid()}";
    }

    private static GroupMember NewMember(GroupJoin join, string memberId, MemberProtocol[] protocols) => new(memberId, join.Request.GroupInstanceId)
    {
        ClientId = join.ClientId,
        ClientHost = join.ClientHost,
        RebalanceTimeoutMs = join.RebalanceTimeoutMs,
        SessionTimeoutMs = join.Request.SessionTimeoutMs,
        Protocols = protocols,
    };

    private bool HasRoomFor(string memberId)
    {
        GroupMember? known = group.Members.TryGet(memberId, out GroupMember? member) ? member : null;
        return group.State switch
        {
            GroupState.PreparingRebalance => known?.AwaitingJoin is not null || group.Members.AwaitingJoinCount < options.MaxSize,
            GroupState.CompletingRebalance or GroupState.Stable => known is not null || group.Members.Count < options.MaxSize,
            _ => true,
        };
    }

    private void JoinWithoutId(GroupJoin join, MemberProtocol[] protocols, IReplyTo<JoinGroupResponse> reply)
    {
        string newId = NewMemberId(join);
        if (join.Request.GroupInstanceId is { } instanceId)
        {
            string? holder = group.Members.StaticMemberId(instanceId);
            if (holder is not null && group.Members.TryGet(holder, out GroupMember? old))
            {
                ReplaceStatic(old, NewMember(join, newId, protocols), join.ApiVersion, reply);
                return;
            }
        }
        else if (join.ApiVersion >= RequiresKnownMemberId)
        {
            HandOutId(newId, join.Request.SessionTimeoutMs, reply);
            return;
        }

        rebalance.AddMember(NewMember(join, newId, protocols), join.Request.ProtocolType, reply);
    }

    private void HandOutId(string newId, int sessionTimeoutMs, IReplyTo<JoinGroupResponse> reply)
    {
        if (group.Members.Pending.Count >= options.MaxPendingMembers)
        {
            outbox.Reply(reply, Failure(ErrorCode.GroupMaxSizeReached, ""));
            return;
        }

        rebalance.AddPending(newId, sessionTimeoutMs);
        outbox.Reply(reply, Failure(ErrorCode.MemberIdRequired, newId));
    }

    private void JoinWithId(GroupJoin join, MemberProtocol[] protocols, IReplyTo<JoinGroupResponse> reply)
    {
        string memberId = join.Request.MemberId;
        if (group.Members.Pending.ContainsKey(memberId) && join.Request.GroupInstanceId is null)
        {
            rebalance.AddMember(NewMember(join, memberId, protocols), join.Request.ProtocolType, reply);
            return;
        }

        ErrorCode error = group.Identify(memberId, join.Request.GroupInstanceId);
        if (error != ErrorCode.None || !group.Members.TryGet(memberId, out GroupMember? member))
        {
            outbox.Reply(reply, Failure(error, memberId));
            return;
        }

        rebalance.RenewSession(member);
        if (IsCurrent(member, protocols))
        {
            bool isLeader = group.Members.IsLeader(member.Id);
            outbox.Reply(reply, group.DescribeGeneration(member, withMembers: isLeader));
        }
        else
        {
            member.Protocols = protocols;
            member.RebalanceTimeoutMs = join.RebalanceTimeoutMs;
            member.SessionTimeoutMs = join.Request.SessionTimeoutMs;
            rebalance.Park(member, reply);
            rebalance.RebalanceOrComplete();
        }
    }

    /// <summary>Whether a rejoin changes nothing: the answer to an earlier join was lost, or a follower asks again.</summary>
    private bool IsCurrent(GroupMember member, MemberProtocol[] protocols) => group.State switch
    {
        GroupState.CompletingRebalance => member.Offers(protocols),

        // The leader rejoins to ask for a rebalance, because topics have changed.
        GroupState.Stable => !group.Members.IsLeader(member.Id) && member.Offers(protocols),
        _ => false,
    };

    /// <summary>A static member came back without its id: its new incarnation takes the old one's place and fences it.</summary>
    private void ReplaceStatic(GroupMember old, GroupMember successor, short apiVersion, IReplyTo<JoinGroupResponse> reply)
    {
        string leaderBefore = group.Members.LeaderId ?? "";
        rebalance.AnswerJoin(old, Failure(ErrorCode.FencedInstanceId, old.Id));
        rebalance.AnswerSync(old, SyncPhase.Failure(ErrorCode.FencedInstanceId));
        successor.Assignment = old.Assignment;
        group.Members.Replace(old, successor);
        rebalance.Park(successor, reply);
        rebalance.RenewSession(successor);

        // Kafka compares the protocol, not its metadata: a restarted sticky consumer no longer tells what it owned, and that must not cause a rebalance.
        if (group.State != GroupState.Stable || group.Members.SelectProtocol() != group.Protocol)
        {
            rebalance.RebalanceOrComplete();
            return;
        }

        int generation = group.Generation;
        outbox.Append(new GroupWrite([GroupRecords.Group(group)], error =>
        {
            if (group.State == GroupState.Stable && group.Generation == generation)
            {
                AnswerReplacement(successor, error, apiVersion, leaderBefore);
            }
        }));
    }

    private void AnswerReplacement(GroupMember successor, ErrorCode error, short apiVersion, string leaderBefore)
    {
        if (error != ErrorCode.None)
        {
            rebalance.AnswerJoin(successor, Failure(GroupErrors.OfGroup(error), ""));
            return;
        }

        bool leads = apiVersion >= KnowsSkipAssignment && group.Members.IsLeader(successor.Id);
        JoinGroupResponse response = group.DescribeGeneration(successor, withMembers: leads);
        response.SkipAssignment = leads;
        if (apiVersion < KnowsSkipAssignment)
        {
            // A leader that cannot be told to skip the assignment must not take itself for the leader.
            response.Leader = leaderBefore;
        }

        rebalance.AnswerJoin(successor, response);
    }
}
