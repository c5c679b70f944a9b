using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups;

/// <summary>Heartbeats, sessions and leaving.</summary>
public sealed class MembershipTests
{
    private readonly GroupHarness _group = new();

    [Fact]
    public void Heartbeat_of_a_member_is_accepted()
    {
        (string[] members, int generation) = _group.Stable(1);
        Assert.Equal(ErrorCode.None, _group.Heartbeat(members[0], generation));
    }

    [Fact]
    public void Heartbeat_while_the_assignment_is_awaited_is_accepted()
    {
        string id = _group.NewId();
        _group.Join(id);
        Assert.Equal(ErrorCode.None, _group.Heartbeat(id, 1));
    }

    [Fact]
    public void Heartbeat_of_a_stranger_is_unknown()
    {
        (_, int generation) = _group.Stable(1);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Heartbeat("nobody", generation));
    }

    [Fact]
    public void Heartbeat_of_another_generation_is_illegal()
    {
        (string[] members, int generation) = _group.Stable(1);
        Assert.Equal(ErrorCode.IllegalGeneration, _group.Heartbeat(members[0], generation - 1));
    }

    [Fact]
    public void Heartbeat_during_a_rebalance_tells_so_and_keeps_the_session()
    {
        (string[] members, int generation) = _group.Stable(1, sessionMs: 10_000);
        _group.Join(version: 3);
        for (int i = 0; i < 5; i++)
        {
            _group.Advance(9_000);
            Assert.Equal(ErrorCode.RebalanceInProgress, _group.Heartbeat(members[0], generation));
        }
    }

    [Fact]
    public void Session_that_lapses_removes_the_member_and_starts_a_rebalance()
    {
        (string[] members, int generation) = _group.Stable(2, sessionMs: 10_000);
        _group.Advance(9_999);
        _group.Heartbeat(members[0], generation);
        _group.Advance(1);
        Assert.Equal(GroupState.PreparingRebalance, _group.State);
        Assert.Equal(members[0], Assert.Single(_group.Machine.Describe().Members).MemberId);
    }

    [Fact]
    public void Commit_keeps_the_session()
    {
        (string[] members, int generation) = _group.Stable(1, sessionMs: 10_000);
        _group.Advance(9_000);
        _group.Commit(1, members[0], generation);
        _group.Advance(9_000);
        Assert.Equal(ErrorCode.None, _group.Heartbeat(members[0], generation));
    }

    [Fact]
    public void Parked_join_needs_no_heartbeat()
    {
        (string[] members, int generation) = _group.Stable(2, sessionMs: 10_000, rebalanceMs: 60_000);
        RecordedReply<JoinGroupResponse> parked = _group.Join(members[0]);
        for (int i = 0; i < 5; i++)
        {
            _group.Advance(9_000);
            _group.Heartbeat(members[1], generation);
        }

        _group.Join(members[1]);
        Assert.Equal(ErrorCode.None, parked.Response.ErrorCode);
    }

    [Fact]
    public void Last_member_that_lapses_leaves_an_empty_group_in_the_log()
    {
        (_, int generation) = _group.Stable(1);
        _group.Advance(10_000);
        Assert.Equal((GroupState.Empty, generation + 1), (_group.State, _group.Machine.Generation));
        GroupSnapshot snapshot = _group.Replay()!;
        Assert.Equal((generation + 1, 0, null, "consumer"), (snapshot.Metadata!.Generation, snapshot.Metadata.Members.Count, snapshot.Metadata.Protocol, snapshot.Metadata.ProtocolType));
    }

    [Fact]
    public void Leave_removes_at_once_and_rebalances_the_rest()
    {
        (string[] members, int generation) = _group.Stable(2);
        Assert.Equal([ErrorCode.None], _group.Leave((members[0], null)));
        Assert.Equal(ErrorCode.RebalanceInProgress, _group.Heartbeat(members[1], generation));
        Assert.Equal(members[1], _group.Join(members[1]).Response.Leader);
    }

    [Fact]
    public void Leave_of_the_last_member_empties_the_group()
    {
        (string[] members, _) = _group.Stable(1);
        _group.Leave((members[0], null));
        Assert.Equal(GroupState.Empty, _group.State);
    }

    [Fact]
    public void Leave_answers_each_member_of_a_batch_for_itself()
    {
        (string[] members, _) = _group.Stable(2);
        string pending = _group.NewId();
        Assert.Equal(
            [ErrorCode.UnknownMemberId, ErrorCode.UnknownMemberId, ErrorCode.UnknownMemberId, ErrorCode.UnknownMemberId, ErrorCode.None, ErrorCode.None],
            _group.Leave(("nobody", null), ("", null), ("", "i"), (members[0], "i"), (members[0], null), (pending, null)));
    }

    [Fact]
    public void Leave_of_a_member_that_waits_answers_its_join()
    {
        (string[] members, _) = _group.Stable(2);
        RecordedReply<JoinGroupResponse> parked = _group.Join(members[0]);
        _group.Leave((members[0], null));
        Assert.Equal(ErrorCode.UnknownMemberId, parked.Response.ErrorCode);
    }

    [Fact]
    public void Leave_of_a_member_that_waits_answers_its_sync()
    {
        _group.Join(version: 3);
        string leader = _group.Machine.Describe().Members[0].MemberId;
        string follower = _group.NewId();
        _group.Join(follower);
        _group.Join(leader);
        RecordedReply<SyncGroupResponse> parked = _group.Sync(follower, 2);
        _group.Leave((follower, null));
        Assert.Equal(ErrorCode.UnknownMemberId, parked.Response.ErrorCode);
    }

    [Fact]
    public void Leave_of_the_last_missing_member_completes_the_rebalance()
    {
        (string[] members, int generation) = _group.Stable(2);
        RecordedReply<JoinGroupResponse> waiting = _group.Join(members[0]);
        _group.Leave((members[1], null));
        Assert.Equal(generation + 1, waiting.Response.GenerationId);
    }
}
