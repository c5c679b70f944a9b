using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups;

public sealed class JoinPhaseTests
{
    private readonly GroupHarness _group = new();

    [Theory]
    [InlineData("", 10_000, "consumer", 1, ErrorCode.InvalidGroupId)]
    [InlineData("g", 5_999, "consumer", 1, ErrorCode.InvalidSessionTimeout)]
    [InlineData("g", 6_000, "consumer", 1, ErrorCode.None)]
    [InlineData("g", 1_800_000, "consumer", 1, ErrorCode.None)]
    [InlineData("g", 1_800_001, "consumer", 1, ErrorCode.InvalidSessionTimeout)]
    [InlineData("g", 10_000, "", 1, ErrorCode.InconsistentGroupProtocol)]
    [InlineData("g", 10_000, "consumer", 0, ErrorCode.InconsistentGroupProtocol)]
    public void Check_of_a_request_before_any_group_is_made(string groupId, int sessionMs, string protocolType, int protocols, object expected)
    {
        var request = new JoinGroupRequest { GroupId = groupId, SessionTimeoutMs = sessionMs, ProtocolType = protocolType };
        request.Protocols.AddRange(Enumerable.Range(0, protocols).Select(i => new JoinGroupRequest.JoinGroupRequestProtocol { Name = $"p{i}" }));

        Assert.Equal(expected, JoinPhase.Check(request, new GroupOptions()));
    }

    [Fact]
    public void Join_v4_without_id_gets_one_and_must_come_back()
    {
        JoinGroupResponse first = _group.Join(version: 4).Response;

        Assert.Equal(ErrorCode.MemberIdRequired, first.ErrorCode);
        Assert.StartsWith("client-", first.MemberId, StringComparison.Ordinal);
        Assert.Equal(-1, first.GenerationId);
        Assert.Equal(GroupState.Empty, _group.State);

        JoinGroupResponse second = _group.Join(first.MemberId).Response;
        Assert.Equal(ErrorCode.None, second.ErrorCode);
        Assert.Equal((1, first.MemberId, first.MemberId, "range"), (second.GenerationId, second.MemberId, second.Leader, second.ProtocolName));
        Assert.Equal(first.MemberId, Assert.Single(second.Members).MemberId);
        Assert.Equal(GroupState.CompletingRebalance, _group.State);
    }

    [Fact]
    public void Join_v3_without_id_is_taken_at_once() => Assert.Equal(1, _group.Join(version: 3).Response.GenerationId);

    [Fact]
    public void Join_with_a_made_up_id_is_unknown()
    {
        _group.Stable(1);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Join("nobody").Response.ErrorCode);
    }

    [Fact]
    public void Join_with_a_lapsed_pending_id_is_unknown()
    {
        string id = _group.NewId(sessionMs: 10_000);
        _group.Advance(10_000);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Join(id).Response.ErrorCode);
    }

    [Fact]
    public void Pending_id_holds_up_a_rebalance_until_it_lapses()
    {
        (string[] members, _) = _group.Stable(1, sessionMs: 30_000);
        _group.NewId(sessionMs: 6_000);
        RecordedReply<JoinGroupResponse> rejoin = _group.Join(members[0], sessionMs: 30_000);
        Assert.False(rejoin.IsAnswered);

        _group.Advance(6_000);
        Assert.Equal(2, rejoin.Response.GenerationId);
    }

    [Fact]
    public void Join_of_another_protocol_type_is_inconsistent()
    {
        _group.Stable(1);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, _group.Join(protocolType: "connect").Response.ErrorCode);
    }

    [Fact]
    public void Join_without_a_common_protocol_is_inconsistent()
    {
        _group.Stable(1);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, _group.Join(protocols: GroupHarness.Protocols("sticky")).Response.ErrorCode);
    }

    [Fact]
    public void Empty_group_takes_another_protocol_type()
    {
        (string[] members, _) = _group.Stable(1);
        _group.Leave((members[0], null));
        Assert.Equal("connect", _group.Join(protocolType: "connect", version: 3).Response.ProtocolType);
    }

    [Fact]
    public void Protocol_with_most_votes_wins_among_those_all_support()
    {
        _group.Join(version: 3, protocols: GroupHarness.Protocols("a", "b", "c"));
        string first = _group.Machine.Describe().Members[0].MemberId;
        RecordedReply<JoinGroupResponse> second = _group.Join(version: 3, protocols: GroupHarness.Protocols("x", "c", "b"));
        RecordedReply<JoinGroupResponse> third = _group.Join(version: 3, protocols: GroupHarness.Protocols("c", "b"));
        RecordedReply<JoinGroupResponse> leader = _group.Join(first, protocols: GroupHarness.Protocols("a", "b", "c"));

        Assert.Equal(["c", "c", "c"], new[] { leader, second, third }.Select(r => r.Response.ProtocolName));
        Assert.Equal(3, leader.Response.Members.Count);
        Assert.Empty(second.Response.Members);
    }

    [Fact]
    public void Leader_stays_while_it_rejoins()
    {
        (string[] members, _) = _group.Stable(2);
        RecordedReply<JoinGroupResponse> newcomer = _group.Join(version: 3);
        _group.Join(members[1]);
        _group.Join(members[0]);
        Assert.Equal(members[0], newcomer.Response.Leader);
    }

    [Fact]
    public void Leader_that_does_not_rejoin_is_replaced()
    {
        (string[] members, _) = _group.Stable(2, sessionMs: 100_000, rebalanceMs: 20_000);
        RecordedReply<JoinGroupResponse> newcomer = _group.Join(version: 3);
        _group.Join(members[1], sessionMs: 100_000, rebalanceMs: 20_000);
        _group.Advance(60_000);
        Assert.Equal(members[1], newcomer.Response.Leader);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Heartbeat(members[0], _group.Machine.Generation));
    }

    [Fact]
    public void Follower_that_rejoins_unchanged_in_a_stable_group_gets_the_same_generation()
    {
        (string[] members, int generation) = _group.Stable(2);
        JoinGroupResponse response = _group.Join(members[1]).Response;
        Assert.Equal((generation, GroupState.Stable), (response.GenerationId, _group.State));
        Assert.Empty(response.Members);
    }

    [Fact]
    public void Follower_that_rejoins_with_other_metadata_starts_a_rebalance()
    {
        (string[] members, _) = _group.Stable(2);
        MemberProtocol[] changed = [new("range", GroupHarness.Subscription("u"))];
        Assert.False(_group.Join(members[1], protocols: changed).IsAnswered);
        Assert.Equal(GroupState.PreparingRebalance, _group.State);
    }

    [Fact]
    public void Leader_that_rejoins_unchanged_starts_a_rebalance()
    {
        (string[] members, _) = _group.Stable(2);
        Assert.False(_group.Join(members[0]).IsAnswered);
        Assert.Equal(GroupState.PreparingRebalance, _group.State);
    }

    [Fact]
    public void Rejoin_unchanged_while_the_assignment_is_awaited_gets_the_same_generation_again()
    {
        string id = _group.NewId();
        _group.Join(id);
        JoinGroupResponse again = _group.Join(id).Response;
        Assert.Equal(1, again.GenerationId);
        Assert.Single(again.Members);
    }

    [Fact]
    public void Repeated_join_supersedes_the_parked_one()
    {
        (string[] members, _) = _group.Stable(2);
        RecordedReply<JoinGroupResponse> first = _group.Join(members[0]);
        RecordedReply<JoinGroupResponse> second = _group.Join(members[0]);
        Assert.Equal(ErrorCode.RebalanceInProgress, first.Response.ErrorCode);
        _group.Join(members[1]);
        Assert.Equal(ErrorCode.None, second.Response.ErrorCode);
    }

    [Fact]
    public void Join_beyond_the_maximum_size_is_refused()
    {
        var group = new GroupHarness(new GroupOptions { MaxSize = 2 });
        (string[] members, _) = group.Stable(2);
        Assert.Equal(ErrorCode.GroupMaxSizeReached, group.Join(version: 3).Response.ErrorCode);
        Assert.False(group.Join(members[0]).IsAnswered);
        Assert.Equal(3, group.Join(members[1]).Response.GenerationId);
    }

    [Fact]
    public void Pending_ids_are_bounded()
    {
        var group = new GroupHarness(new GroupOptions { MaxPendingMembers = 1 });
        group.NewId();
        Assert.Equal(ErrorCode.GroupMaxSizeReached, group.Join().Response.ErrorCode);
    }

    [Fact]
    public void New_member_whose_client_is_gone_does_not_hold_its_place_forever()
    {
        (string[] members, int generation) = _group.Stable(1, sessionMs: 1_800_000, rebalanceMs: 1_800_000);
        RecordedReply<JoinGroupResponse> lost = _group.Join(version: 3, sessionMs: 1_800_000, rebalanceMs: 1_800_000);
        _group.Advance(300_000);
        Assert.Equal(ErrorCode.UnknownMemberId, lost.Response.ErrorCode);
        Assert.Equal(ErrorCode.RebalanceInProgress, _group.Heartbeat(members[0], generation));
    }

    [Fact]
    public void Initial_delay_collects_members_and_is_extended_by_newcomers_up_to_the_rebalance_timeout()
    {
        var group = new GroupHarness(new GroupOptions { InitialRebalanceDelayMs = 3_000 });
        RecordedReply<JoinGroupResponse> first = group.Join(version: 3, rebalanceMs: 7_000);
        group.Advance(2_000);
        RecordedReply<JoinGroupResponse> second = group.Join(version: 3, rebalanceMs: 7_000);
        group.Advance(2_000);
        Assert.False(first.IsAnswered);
        group.Join(version: 3, rebalanceMs: 7_000);
        group.Advance(2_999);
        Assert.False(first.IsAnswered);
        group.Advance(1);
        Assert.Equal((1, 3), (second.Response.GenerationId, first.Response.Members.Count));
    }

    [Fact]
    public void Initial_delay_ends_without_extension_when_nobody_else_comes()
    {
        var group = new GroupHarness(new GroupOptions { InitialRebalanceDelayMs = 3_000 });
        RecordedReply<JoinGroupResponse> first = group.Join(version: 3);
        group.Advance(2_999);
        Assert.False(first.IsAnswered);
        group.Advance(1);
        Assert.Single(first.Response.Members);
    }

    [Fact]
    public void Version_0_uses_the_session_timeout_to_rebalance()
    {
        (string[] members, _) = _group.Stable(1, sessionMs: 100_000, rebalanceMs: -1);
        RecordedReply<JoinGroupResponse> newcomer = _group.Join(version: 0, sessionMs: 7_000, rebalanceMs: -1);
        _group.Advance(99_999);
        Assert.False(newcomer.IsAnswered);
        _group.Advance(1);
        Assert.Equal(ErrorCode.None, newcomer.Response.ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Heartbeat(members[0], 2));
    }
}
