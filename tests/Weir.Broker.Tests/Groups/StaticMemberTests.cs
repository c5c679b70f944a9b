using System.Text;
using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups;

/// <summary>KIP-345: members that keep their place through restarts.</summary>
public sealed class StaticMemberTests
{
    private readonly GroupHarness _group = new();

    [Fact]
    public void Static_member_needs_no_second_round_for_its_id()
    {
        JoinGroupResponse joined = _group.Join(instanceId: "i").Response;
        Assert.Equal((ErrorCode.None, 1), (joined.ErrorCode, joined.GenerationId));
        Assert.StartsWith("i-", joined.MemberId, StringComparison.Ordinal);
        Assert.Equal("i", joined.Members[0].GroupInstanceId);
    }

    [Fact]
    public void Restarted_member_gets_a_new_id_and_keeps_its_assignment_without_a_rebalance()
    {
        string old = Stable();
        JoinGroupResponse rejoined = _group.Join(instanceId: "i").Response;

        Assert.Equal((ErrorCode.None, 1, GroupState.Stable), (rejoined.ErrorCode, rejoined.GenerationId, _group.State));
        Assert.NotEqual(old, rejoined.MemberId);
        Assert.Equal("x", Encoding.UTF8.GetString(_group.Sync(rejoined.MemberId, 1, "i").Response.Assignment.Span));
        Assert.Equal(rejoined.MemberId, _group.Replay()!.Metadata!.Members[0].MemberId);
    }

    [Fact]
    public void Restarted_leader_before_version_9_is_told_the_old_leader_so_that_it_does_not_assign()
    {
        string old = Stable();
        JoinGroupResponse rejoined = _group.Join(instanceId: "i", version: 8).Response;
        Assert.Equal((old, false, 0), (rejoined.Leader, rejoined.SkipAssignment, rejoined.Members.Count));
    }

    [Fact]
    public void Restarted_leader_from_version_9_leads_but_skips_the_assignment()
    {
        Stable();
        JoinGroupResponse rejoined = _group.Join(instanceId: "i", version: 9).Response;
        Assert.Equal((rejoined.MemberId, true, 1), (rejoined.Leader, rejoined.SkipAssignment, rejoined.Members.Count));
    }

    [Fact]
    public void Old_incarnation_is_fenced()
    {
        string old = Stable();
        _group.Join(instanceId: "i");
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Heartbeat(old, 1, "i"));
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Sync(old, 1, "i").Response.ErrorCode);
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Join(old, "i").Response.ErrorCode);
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Commit(1, old, 1, "i").Response);
        Assert.Equal([ErrorCode.FencedInstanceId], _group.Leave((old, "i")));
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Heartbeat(old, 1));
    }

    [Fact]
    public void Parked_requests_of_the_old_incarnation_are_fenced()
    {
        Stable();
        string other = _group.NewId();
        _group.Join(other);
        string old = _group.Machine.Describe().Members[0].MemberId;
        RecordedReply<JoinGroupResponse> parked = _group.Join(old, "i", rebalanceMs: 50_000);
        Assert.True(parked.IsAnswered);

        RecordedReply<SyncGroupResponse> sync = _group.Sync(other, _group.Machine.Generation);
        _group.Join(instanceId: "i");
        Assert.Equal(ErrorCode.RebalanceInProgress, sync.Response.ErrorCode);
    }

    [Fact]
    public void Two_incarnations_that_join_at_once_fence_the_first()
    {
        (string[] members, _) = _group.Stable(1);
        RecordedReply<JoinGroupResponse> first = _group.Join(instanceId: "i");
        RecordedReply<JoinGroupResponse> second = _group.Join(instanceId: "i");
        Assert.Equal(ErrorCode.FencedInstanceId, first.Response.ErrorCode);
        _group.Join(members[0]);
        Assert.Equal(ErrorCode.None, second.Response.ErrorCode);
    }

    [Fact]
    public void Restart_while_the_assignment_is_awaited_starts_over()
    {
        _group.Join(instanceId: "i");
        JoinGroupResponse rejoined = _group.Join(instanceId: "i").Response;
        Assert.Equal(2, rejoined.GenerationId);
    }

    [Fact]
    public void Restart_that_changes_the_chosen_protocol_rebalances()
    {
        _group.Join(instanceId: "i", protocols: GroupHarness.Protocols("a", "b"));
        string id = _group.Machine.Describe().Members[0].MemberId;
        _group.Sync(id, 1, "i");
        JoinGroupResponse rejoined = _group.Join(instanceId: "i", protocols: GroupHarness.Protocols("b", "a")).Response;
        Assert.Equal((2, "b"), (rejoined.GenerationId, rejoined.ProtocolName));
    }

    [Fact]
    public void Restart_that_changes_only_metadata_does_not_rebalance()
    {
        Stable();
        JoinGroupResponse rejoined = _group.Join(instanceId: "i", protocols: [new("range", GroupHarness.Subscription("u"))]).Response;
        Assert.Equal((1, GroupState.Stable), (rejoined.GenerationId, _group.State));
    }

    [Fact]
    public void Failed_write_of_the_new_id_is_reported()
    {
        Stable();
        _group.HoldWrites = true;
        RecordedReply<JoinGroupResponse> rejoin = _group.Join(instanceId: "i");
        Assert.False(rejoin.IsAnswered);
        _group.CompleteWrite(ErrorCode.KafkaStorageError);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, rejoin.Response.ErrorCode);
    }

    [Fact]
    public void Absent_static_member_keeps_its_place_through_rebalances_until_its_session_lapses()
    {
        JoinGroupResponse absent = _group.Join(instanceId: "i", sessionMs: 100_000, rebalanceMs: 20_000).Response;
        _group.Sync(absent.MemberId, 1, "i");
        RecordedReply<JoinGroupResponse> newcomer = _group.Join(version: 3, sessionMs: 100_000, rebalanceMs: 20_000);
        _group.Advance(20_000);

        Assert.Equal(2, newcomer.Response.Members.Count);
        string id = newcomer.Response.MemberId;
        _group.Sync(id, 2);
        _group.Advance(79_999);
        Assert.Equal(2, _group.Machine.Describe().Members.Count);
        _group.Heartbeat(id, 2);
        _group.Advance(1);
        Assert.Equal(id, Assert.Single(_group.Machine.Describe().Members).MemberId);
    }

    [Fact]
    public void Administrator_removes_a_static_member_by_its_instance_id()
    {
        Stable();
        Assert.Equal([ErrorCode.None], _group.Leave(("", "i")));
        Assert.Equal(GroupState.Empty, _group.State);
    }

    [Fact]
    public void Instance_id_nobody_holds_is_unknown()
    {
        (string[] members, int generation) = _group.Stable(1);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Heartbeat(members[0], generation, "i"));
    }

    private string Stable()
    {
        string id = _group.Join(instanceId: "i").Response.MemberId;
        _group.Sync(id, 1, "i", (id, "x"));
        return id;
    }
}
