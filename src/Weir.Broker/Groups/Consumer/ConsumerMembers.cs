using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Consumer;

/// <summary>Who a heartbeat comes from, whether it may, and what it tells anew.</summary>
internal static class ConsumerMembers
{
    /// <summary>Finds the member a heartbeat belongs to; for a static member that comes back, the incarnation before it. A dynamic member that joins again with an instance id becomes static.</summary>
    /// <param name="group">The group.</param>
    /// <param name="heartbeat">Joining or keeping up, not leaving.</param>
    /// <param name="options">How many members there may be.</param>
    /// <param name="member">Null when a new member is to be made.</param>
    /// <returns>Null when the heartbeat may pass.</returns>
    public static ConsumerGroupHeartbeatResponse? Find(ConsumerGroup group, ConsumerHeartbeat heartbeat, ConsumerOptions options, out ConsumerMember? member)
    {
        ConsumerGroupHeartbeatRequest request = heartbeat.Request;
        bool isKnown = group.TryGet(request.MemberId, out member);
        if (!isKnown && group.Members.Count >= options.MaxSize)
        {
            return ConsumerHeartbeat.Failure(ErrorCode.GroupMaxSizeReached, $"The consumer group has reached its maximum capacity of {options.MaxSize} members.");
        }

        if (request.InstanceId is { } instanceId)
        {
            ConsumerMember? dynamic = member;
            member = group.FindStatic(instanceId);
            if (heartbeat.IsJoin && member is null && dynamic is not null)
            {
                group.MakeStatic(dynamic, instanceId);
                member = dynamic;
                return null;
            }

            return heartbeat.IsJoin ? CheckReturn(member, request) : CheckStatic(member, request) ?? CheckEpoch(member!, heartbeat);
        }

        if (!isKnown)
        {
            return heartbeat.IsJoin ? null : UnknownMember(group, request.MemberId);
        }

        return CheckEpoch(member!, heartbeat);
    }

    /// <summary>Finds the member that leaves; its epoch does not matter any more.</summary>
    public static ConsumerGroupHeartbeatResponse? FindLeaver(ConsumerGroup group, ConsumerGroupHeartbeatRequest request, out ConsumerMember? member)
    {
        if (request.InstanceId is { } instanceId)
        {
            member = group.FindStatic(instanceId);
            return CheckStatic(member, request);
        }

        return group.TryGet(request.MemberId, out member) ? null : UnknownMember(group, request.MemberId);
    }

    public static ConsumerMember New(ConsumerHeartbeat heartbeat) => new(heartbeat.Request.MemberId) { InstanceId = heartbeat.Request.InstanceId };

    /// <summary>Takes over what the heartbeat tells; null fields tell nothing.</summary>
    /// <returns>Whether the subscription has changed.</returns>
    public static bool Update(ConsumerMember member, ConsumerHeartbeat heartbeat, ConsumerJournal journal)
    {
        ConsumerGroupHeartbeatRequest request = heartbeat.Request;
        (string?, int, string?, string, string, bool) before = Details(member);
        member.RackId = request.RackId ?? member.RackId;
        member.RebalanceTimeoutMs = request.RebalanceTimeoutMs == -1 ? member.RebalanceTimeoutMs : request.RebalanceTimeoutMs;
        member.Assignor = request.ServerAssignor ?? member.Assignor;
        member.ClientId = heartbeat.ClientId;
        member.ClientHost = heartbeat.ClientHost;
        member.Classic = null;
        bool changed = Subscribe(member, request.SubscribedTopicNames, request.SubscribedTopicRegex);
        if (changed || before != Details(member))
        {
            journal.SubscriptionChanged(member.Id);
        }

        return changed;
    }

    /// <returns>Whether that is a change.</returns>
    public static bool Subscribe(ConsumerMember member, IEnumerable<string>? names, string? regex)
    {
        IReadOnlyList<string> newNames = names is null ? member.TopicNames : [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string newRegex = regex ?? member.TopicRegex;
        if (newNames.SequenceEqual(member.TopicNames, StringComparer.Ordinal) && newRegex == member.TopicRegex)
        {
            return false;
        }

        member.TopicNames = newNames;
        member.TopicRegex = newRegex;
        return true;
    }

    private static (string? Rack, int RebalanceTimeoutMs, string? Assignor, string ClientId, string ClientHost, bool IsClassic) Details(ConsumerMember member) =>
        (member.RackId, member.RebalanceTimeoutMs, member.Assignor, member.ClientId, member.ClientHost, member.Classic is not null);

    private static ConsumerGroupHeartbeatResponse UnknownMember(ConsumerGroup group, string memberId) =>
        ConsumerHeartbeat.Failure(ErrorCode.UnknownMemberId, $"Member {memberId} is not a member of group {group.Id}.");

    /// <summary>A static member that joins may take its predecessor's place only once that has said it is away.</summary>
    private static ConsumerGroupHeartbeatResponse? CheckReturn(ConsumerMember? predecessor, ConsumerGroupHeartbeatRequest request) =>
        predecessor is null || predecessor.IsAway || predecessor.Classic is not null
            ? null
            : ConsumerHeartbeat.Failure(
                ErrorCode.UnreleasedInstanceId,
                $"Static member {request.MemberId} with instance id {request.InstanceId} cannot join the group because the instance id is owned by {predecessor.Id} member.");

    private static ConsumerGroupHeartbeatResponse? CheckStatic(ConsumerMember? member, ConsumerGroupHeartbeatRequest request) =>
        member is null ? ConsumerHeartbeat.Failure(ErrorCode.UnknownMemberId, $"Instance id {request.InstanceId} is unknown.")
        : member.Id != request.MemberId ? ConsumerHeartbeat.Failure(
            ErrorCode.FencedInstanceId, $"Static member {request.MemberId} with instance id {request.InstanceId} was fenced by member {member.Id}.")
        : null;

    /// <summary>
    /// The member's own epoch; 0 when it starts anew, owning nothing; or the one before with nothing owned beyond the assignment: then the answer with
    /// the new one was lost.
    /// </summary>
    private static ConsumerGroupHeartbeatResponse? CheckEpoch(ConsumerMember member, ConsumerHeartbeat heartbeat)
    {
        int told = heartbeat.Request.MemberEpoch;
        bool isLostAnswer = told == member.PreviousEpoch && heartbeat.Owned is { } owned && owned.All(member.Assigned.ContainsKey);
        if (heartbeat.IsJoin || told == member.Epoch || (told < member.Epoch && isLostAnswer))
        {
            return null;
        }

        string comparison = told > member.Epoch ? "greater" : "smaller";
        return ConsumerHeartbeat.Failure(
            ErrorCode.FencedMemberEpoch,
            $"The consumer group member has a {comparison} member epoch ({told}) than the one known by the group coordinator ({member.Epoch}). " +
            "The member must abandon all its partitions and rejoin.");
    }
}
