using System.Text;
using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups;

public sealed class SyncPhaseTests
{
    private readonly GroupHarness _group = new();

    [Fact]
    public void Followers_wait_for_the_leader_and_everyone_gets_its_part()
    {
        (string[] members, int generation) = TwoJoined();
        RecordedReply<SyncGroupResponse> follower = _group.Sync(members[1], generation);
        Assert.False(follower.IsAnswered);

        SyncGroupResponse leader = _group.Sync(members[0], generation, null, (members[0], "x"), (members[1], "y")).Response;
        Assert.Equal(("x", "y"), (Text(leader.Assignment), Text(follower.Response.Assignment)));
        Assert.Equal(("consumer", "range"), (leader.ProtocolType, leader.ProtocolName));
        Assert.Equal(GroupState.Stable, _group.State);
    }

    [Fact]
    public void Assignment_is_told_only_when_it_is_durable()
    {
        (string[] members, int generation) = TwoJoined();
        _group.HoldWrites = true;
        RecordedReply<SyncGroupResponse> leader = _group.Sync(members[0], generation);
        Assert.Equal((false, GroupState.CompletingRebalance), (leader.IsAnswered, _group.State));

        _group.CompleteWrite();
        Assert.Equal((ErrorCode.None, GroupState.Stable), (leader.Response.ErrorCode, _group.State));
    }

    [Fact]
    public void Failed_write_of_the_assignment_is_reported_and_the_group_starts_over()
    {
        (string[] members, int generation) = TwoJoined();
        _group.HoldWrites = true;
        RecordedReply<SyncGroupResponse> leader = _group.Sync(members[0], generation);
        _group.CompleteWrite(ErrorCode.KafkaStorageError);
        Assert.Equal((ErrorCode.CoordinatorNotAvailable, GroupState.PreparingRebalance), (leader.Response.ErrorCode, _group.State));
    }

    [Fact]
    public void Rebalance_during_the_write_discards_the_assignment()
    {
        (string[] members, int generation) = TwoJoined();
        _group.HoldWrites = true;
        RecordedReply<SyncGroupResponse> leader = _group.Sync(members[0], generation);
        _group.Join(version: 3);
        Assert.Equal(ErrorCode.RebalanceInProgress, leader.Response.ErrorCode);
        _group.CompleteWrite();
        Assert.Equal(GroupState.PreparingRebalance, _group.State);
    }

    [Fact]
    public void Repeated_sync_of_the_leader_does_not_write_again()
    {
        (string[] members, int generation) = TwoJoined();
        _group.HoldWrites = true;
        RecordedReply<SyncGroupResponse> first = _group.Sync(members[0], generation, null, (members[0], "x"));
        RecordedReply<SyncGroupResponse> second = _group.Sync(members[0], generation, null, (members[0], "z"));
        Assert.Equal((ErrorCode.RebalanceInProgress, 1), (first.Response.ErrorCode, _group.HeldWrites));
        _group.CompleteWrite();
        Assert.Equal("x", Text(second.Response.Assignment));
    }

    [Fact]
    public void Late_follower_gets_its_part_from_the_stable_group()
    {
        (string[] members, int generation) = TwoJoined();
        _group.Sync(members[0], generation, null, (members[1], "y"));
        Assert.Equal("y", Text(_group.Sync(members[1], generation).Response.Assignment));
    }

    [Fact]
    public void Member_the_leader_forgot_gets_an_empty_assignment()
    {
        (string[] members, int generation) = TwoJoined();
        _group.Sync(members[0], generation);
        SyncGroupResponse response = _group.Sync(members[1], generation).Response;
        Assert.Equal((ErrorCode.None, 0), (response.ErrorCode, response.Assignment.Length));
    }

    [Fact]
    public void Sync_of_a_stranger_is_unknown()
    {
        (_, int generation) = TwoJoined();
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Sync("nobody", generation).Response.ErrorCode);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Sync_of_another_generation_is_illegal(int difference)
    {
        (string[] members, int generation) = TwoJoined();
        Assert.Equal(ErrorCode.IllegalGeneration, _group.Sync(members[0], generation + difference).Response.ErrorCode);
    }

    [Fact]
    public void Sync_while_joins_are_collected_is_told_to_rejoin()
    {
        (string[] members, int generation) = _group.Stable(2);
        _group.Join(version: 3);
        Assert.Equal(ErrorCode.RebalanceInProgress, _group.Sync(members[0], generation).Response.ErrorCode);
    }

    [Theory]
    [InlineData("connect", "range", ErrorCode.InconsistentGroupProtocol)]
    [InlineData("consumer", "sticky", ErrorCode.InconsistentGroupProtocol)]
    [InlineData("consumer", "range", ErrorCode.None)]
    [InlineData(null, null, ErrorCode.None)]
    public void Sync_v5_checks_protocol_type_and_name(string? type, string? name, object expected)
    {
        (string[] members, int generation) = _group.Stable(1);
        var request = new SyncGroupRequest { GroupId = "g", MemberId = members[0], GenerationId = generation, ProtocolType = type, ProtocolName = name };
        Assert.Equal(expected, _group.Sync(request).Response.ErrorCode);
    }

    [Fact]
    public void Members_that_never_sync_are_removed_after_the_rebalance_timeout()
    {
        (string[] members, int generation) = TwoJoined(sessionMs: 100_000, rebalanceMs: 20_000);
        RecordedReply<SyncGroupResponse> follower = _group.Sync(members[1], generation);
        _group.Advance(19_999);
        Assert.False(follower.IsAnswered);
        _group.Advance(1);

        Assert.Equal(ErrorCode.RebalanceInProgress, follower.Response.ErrorCode);
        Assert.Equal(members[1], Assert.Single(_group.Machine.Describe().Members).MemberId);
        Assert.Equal(members[1], _group.Join(members[1]).Response.Leader);
    }

    [Fact]
    public void Follower_that_never_syncs_is_removed_from_the_stable_group()
    {
        (string[] members, int generation) = TwoJoined(sessionMs: 100_000, rebalanceMs: 20_000);
        _group.Sync(members[0], generation);
        _group.Advance(20_000);
        Assert.Equal(GroupState.PreparingRebalance, _group.State);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Heartbeat(members[1], generation));
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private (string[] Members, int Generation) TwoJoined(int sessionMs = 10_000, int rebalanceMs = 60_000)
    {
        string[] members = [_group.NewId(), _group.NewId()];
        _group.Join(members[0], sessionMs: sessionMs, rebalanceMs: rebalanceMs);
        _group.Join(members[1], sessionMs: sessionMs, rebalanceMs: rebalanceMs);
        JoinGroupResponse joined = _group.Join(members[0], sessionMs: sessionMs, rebalanceMs: rebalanceMs).Response;
        Assert.Equal(members[0], joined.Leader);
        return (members, joined.GenerationId);
    }
}
