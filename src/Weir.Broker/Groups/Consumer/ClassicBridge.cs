using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Consumer;

/// <summary>
/// Serves members of the classic protocol in a consumer group (KIP-848, online migration): JoinGroup brings their subscription and what they own,
/// SyncGroup fetches the assignment the broker made, Heartbeat asks them to rejoin whenever there is something to give up or to take.
/// </summary>
/// <remarks>Thread model: owned by its <see cref="ConsumerMachine"/>.</remarks>
internal sealed class ClassicBridge(ConsumerMachine machine, ConsumerOptions options, ConsumerTopics topics, ConsumerTimers timers, IGroupOutbox outbox)
{
    /// <summary>First version in which a dynamic member must come back with the id it was given (KIP-394).</summary>
    private const short RequiresKnownMemberId = 4;

    private ConsumerGroup Group => machine.Group;

    public void Join(GroupJoin join, IReplyTo<JoinGroupResponse> reply)
    {
        JoinGroupRequest request = join.Request;
        bool isUnknown = request.MemberId.Length == 0;
        string memberId = isUnknown ? Guid.NewGuid().ToString() : request.MemberId;
        MemberProtocol[] protocols = MemberProtocol.CopyFrom(request.Protocols);
        ErrorCode error = Check(request, memberId, protocols, out ClassicSubscription? subscription);
        if (error == ErrorCode.None && isUnknown && request.GroupInstanceId is null && join.ApiVersion >= RequiresKnownMemberId)
        {
            error = ErrorCode.MemberIdRequired;
        }

        if (error != ErrorCode.None || subscription is null)
        {
            outbox.Reply(reply, JoinPhase.Failure(error, memberId));
            return;
        }

        ConsumerMember member = FindOrMake(memberId, request.GroupInstanceId);
        bool changed = Update(member, join, protocols, subscription);
        machine.Advance(member, changed, subscription.Owned);
        timers.RenewSession(member);

        // From here on the member has its rebalance timeout to fetch its assignment.
        timers.RestartRebalance(member);
        var response = new JoinGroupResponse
        {
            MemberId = member.Id,
            GenerationId = member.Epoch,
            ProtocolType = ConsumerGroup.TypeName,
            ProtocolName = protocols[0].Name,
        };
        machine.Write(written => outbox.Reply(reply, written == ErrorCode.None ? response : JoinPhase.Failure(GroupErrors.OfGroup(written), member.Id)));
    }

    public void Sync(SyncGroupRequest request, IReplyTo<SyncGroupResponse> reply)
    {
        ErrorCode error = Find(request.MemberId, request.GroupInstanceId, out ConsumerMember? member);
        if (error == ErrorCode.None)
        {
            error = request.GenerationId != member!.Epoch ? ErrorCode.IllegalGeneration
                : Contradicts(request.ProtocolType, ConsumerGroup.TypeName) || Contradicts(request.ProtocolName, member.Classic!.Protocols[0].Name) ? ErrorCode.InconsistentGroupProtocol
                : ErrorCode.None;
        }

        if (error != ErrorCode.None)
        {
            outbox.Reply(reply, SyncPhase.Failure(error));
            return;
        }

        ConsumerTimers.EndRebalance(member!);
        timers.RenewSession(member!);
        var response = new SyncGroupResponse
        {
            ProtocolType = ConsumerGroup.TypeName,
            ProtocolName = member!.Classic!.Protocols[0].Name,
            Assignment = ClassicSubscription.WriteAssignment(member, topics.Catalog),
        };
        machine.Write(written => outbox.Reply(reply, written == ErrorCode.None ? response : SyncPhase.Failure(GroupErrors.OfGroup(written))));
    }

    public ErrorCode Heartbeat(HeartbeatRequest request)
    {
        ErrorCode error = Find(request.MemberId, request.GroupInstanceId, out ConsumerMember? member);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (request.GenerationId != member!.Epoch)
        {
            return ErrorCode.IllegalGeneration;
        }

        timers.RenewSession(member);
        machine.CatchUp();
        bool hasToJoin = member.Epoch < Group.Epoch
            || member.State == ConsumerMemberState.UnrevokedPartitions
            || (member.State == ConsumerMemberState.UnreleasedPartitions && !Group.WaitsForOthers(member));
        if (hasToJoin)
        {
            timers.StartRebalance(member);
        }

        return hasToJoin ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>
    /// Removes the members at once, of either protocol, as an administrator may ask for it, and tells of each whether it was one. Static members may be
    /// named by their instance alone.
    /// </summary>
    public List<LeaveGroupResponse.MemberResponse> Leave(IReadOnlyList<LeaveGroupRequest.MemberIdentity> leavers)
    {
        var results = new List<LeaveGroupResponse.MemberResponse>(leavers.Count);
        var leaving = new HashSet<ConsumerMember>();
        foreach (LeaveGroupRequest.MemberIdentity leaver in leavers)
        {
            ErrorCode error = FindLeaver(leaver, out ConsumerMember? member);
            if (error == ErrorCode.None)
            {
                leaving.Add(member!);
            }

            results.Add(new() { MemberId = leaver.MemberId, GroupInstanceId = leaver.GroupInstanceId, ErrorCode = error });
        }

        if (leaving.Count > 0)
        {
            machine.Remove(leaving, static _ => { });
        }

        return results;
    }

    private static bool Contradicts(string? told, string actual) => told is not null && told != actual;

    private ErrorCode Check(JoinGroupRequest request, string memberId, MemberProtocol[] protocols, out ClassicSubscription? subscription)
    {
        subscription = null;
        if (Group.Members.Count >= options.MaxSize && !Group.TryGet(memberId, out _))
        {
            return ErrorCode.GroupMaxSizeReached;
        }

        bool shared = Array.Exists(protocols, p => Group.Members.All(m => m.Classic is not { } classic || Array.Exists(classic.Protocols, own => own.Name == p.Name)));
        if (request.ProtocolType != ConsumerGroup.TypeName || !shared || !ClassicSubscription.TryRead(protocols[0].Metadata, topics.Catalog, out subscription))
        {
            return ErrorCode.InconsistentGroupProtocol;
        }

        if (request.GroupInstanceId is { } instanceId && request.MemberId.Length > 0)
        {
            ConsumerMember? holder = Group.FindStatic(instanceId);
            return holder is null ? ErrorCode.UnknownMemberId : holder.Id != request.MemberId ? ErrorCode.FencedInstanceId : ErrorCode.None;
        }

        return ErrorCode.None;
    }

    private ConsumerMember FindOrMake(string memberId, string? instanceId)
    {
        if (instanceId is not null && Group.FindStatic(instanceId) is { } predecessor && predecessor.Id != memberId)
        {
            ConsumerMember successor = predecessor.Successor(memberId);
            Group.Replace(predecessor, successor);
            return successor;
        }

        if (!Group.TryGet(memberId, out ConsumerMember? member))
        {
            member = new ConsumerMember(memberId) { InstanceId = instanceId };
            Group.Add(member);
        }

        return member;
    }

    private bool Update(ConsumerMember member, GroupJoin join, MemberProtocol[] protocols, ClassicSubscription subscription)
    {
        member.RackId = subscription.RackId ?? member.RackId;
        member.RebalanceTimeoutMs = join.RebalanceTimeoutMs;
        member.Assignor = null;
        member.ClientId = join.ClientId;
        member.ClientHost = join.ClientHost;
        member.Classic = new ClassicMembership(join.Request.SessionTimeoutMs, protocols);
        machine.SubscriptionTold(member);
        return ConsumerMembers.Subscribe(member, subscription.Topics, regex: "");
    }

    private ErrorCode Find(string memberId, string? instanceId, out ConsumerMember? member)
    {
        ErrorCode error = Identify(memberId, instanceId, out member);
        return error == ErrorCode.None && member!.Classic is null ? ErrorCode.UnknownMemberId : error;
    }

    private ErrorCode FindLeaver(LeaveGroupRequest.MemberIdentity leaver, out ConsumerMember? member)
    {
        if (leaver.MemberId.Length > 0)
        {
            return Identify(leaver.MemberId, leaver.GroupInstanceId, out member);
        }

        member = leaver.GroupInstanceId is { } instanceId ? Group.FindStatic(instanceId) : null;
        return member is null ? ErrorCode.UnknownMemberId : ErrorCode.None;
    }

    private ErrorCode Identify(string memberId, string? instanceId, out ConsumerMember? member)
    {
        if (instanceId is null)
        {
            return Group.TryGet(memberId, out member) ? ErrorCode.None : ErrorCode.UnknownMemberId;
        }

        member = Group.FindStatic(instanceId);
        return member is null ? ErrorCode.UnknownMemberId : member.Id != memberId ? ErrorCode.FencedInstanceId : ErrorCode.None;
    }
}
