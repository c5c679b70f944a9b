using Weir.Broker.Groups;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>Groups that change their protocol, empty or with members.</summary>
public sealed class MigrationTests
{
    private readonly ConsumerScene _scene = new();

    private GroupHarness Group => _scene.Harness;

    [Fact]
    public void Offsets_stay_when_an_empty_classic_group_becomes_a_consumer_group_and_back()
    {
        Group.Commit(42, topic: "a");
        Assert.Equal(ErrorCode.None, _scene.Join("m1", "a").ErrorCode);
        Assert.Equal(42, Group.Offset("a"));
        _scene.Beat("m1", -1);
        (string[] members, _) = Group.Stable(1);
        Assert.False(Group.Machine.IsConsumer);
        Group.Crash();
        Assert.Equal(members[0], Assert.Single(Group.Machine.Describe().Members).MemberId);
        Assert.Equal(42, Group.Offset("a"));
    }

    [Fact]
    public void Classic_members_are_taken_along_and_served()
    {
        (string classic, int generation) = StableClassic(_scene);
        ConsumerGroupHeartbeatResponse joined = _scene.Join("m2", "a");
        Assert.Equal((ErrorCode.None, generation + 1, ""), (joined.ErrorCode, joined.MemberEpoch, _scene.Assigned(joined)));
        Assert.Equal([(sbyte)0, 1], _scene.Describe().Members.Select(m => m.MemberType));
        Group.Crash();

        // The eager member gives up everything when it rejoins, and gets half of it back.
        Assert.Equal(ErrorCode.RebalanceInProgress, Group.Heartbeat(classic, generation));
        JoinGroupResponse rejoined = Group.Join(classic, protocols: Offer()).Response;
        Assert.Equal((ErrorCode.None, generation + 1, "range", ""), (rejoined.ErrorCode, rejoined.GenerationId, rejoined.ProtocolName, rejoined.Leader));
        SyncGroupResponse synced = Group.Sync(classic, rejoined.GenerationId).Response;
        Assert.True(ClassicSubscription.TryReadAssignment(synced.Assignment, Group.Topics, out HashSet<TopicIdPartition> assigned));
        Assert.Equal("a0 a1", _scene.Text(assigned));
        Assert.Equal("a2 a3", _scene.Assigned(_scene.Beat("m2", joined.MemberEpoch)));
        Assert.Equal(ErrorCode.None, Group.Heartbeat(classic, rejoined.GenerationId));
        Assert.Equal("Stable", _scene.State);
    }

    [Fact]
    public void Classic_newcomer_joins_a_consumer_group()
    {
        _scene.Join("m1", "a");
        string id = Group.NewId();
        JoinGroupResponse joined = Group.Join(id, protocols: Offer()).Response;
        Assert.Equal((ErrorCode.None, 3), (joined.ErrorCode, joined.GenerationId));
        Assert.Equal("", _scene.Current(id));
        _scene.Beat("m1", 2);
        Assert.Equal(ErrorCode.None, Group.Heartbeat(id, 3));
        _scene.Beat("m1", 2, "a0 a1", null);
        Assert.Equal(ErrorCode.RebalanceInProgress, Group.Heartbeat(id, 3));
        Assert.Equal(3, Group.Join(id, protocols: Offer()).Response.GenerationId);
        Assert.Equal("a2 a3", _scene.Current(id));
    }

    [Fact]
    public void Requests_of_strangers_are_refused_in_a_consumer_group()
    {
        _scene.Join("m1", "a");
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, Group.Join(protocolType: "connect", version: 3).Response.ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, Group.Heartbeat("m1", 2));
        Assert.Equal(ErrorCode.UnknownMemberId, Group.Sync("m1", 2).Response.ErrorCode);
        Assert.Equal([ErrorCode.UnknownMemberId], Group.Leave(("m9", null)));
        string id = Group.NewId();
        Group.Join(id, protocols: Offer());
        Assert.Equal(ErrorCode.IllegalGeneration, Group.Heartbeat(id, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, Group.Sync(id, 1).Response.ErrorCode);
        Assert.Equal([ErrorCode.None], Group.Leave((id, null)));
    }

    [Fact]
    public void Classic_member_that_does_not_sync_in_time_is_removed()
    {
        _scene.Join("m1", "a");
        string id = Group.NewId();
        Group.Join(id, protocols: Offer(), rebalanceMs: 5_000);
        Group.Advance(5_001);
        Assert.Equal(ErrorCode.UnknownMemberId, Group.Heartbeat(id, 3));
    }

    [Fact]
    public void Group_turns_classic_again_when_the_last_consumer_member_has_gone()
    {
        (string classic, _) = StableClassic(_scene);
        _scene.Join("m2", "a");
        Group.Join(classic, protocols: Offer());
        Group.Sync(classic, Group.Machine.Generation);
        _scene.Beat("m2", -1);
        Assert.False(Group.Machine.IsConsumer);
        Assert.Equal(GroupState.PreparingRebalance, Group.State);
        int generation = Group.Machine.Generation;
        JoinGroupResponse rejoined = Group.Join(classic, protocols: Offer()).Response;
        Assert.Equal((ErrorCode.None, generation + 1, classic), (rejoined.ErrorCode, rejoined.GenerationId, rejoined.Leader));
        Group.Crash();
        Assert.False(Group.Machine.IsConsumer);
        Assert.Equal(classic, Assert.Single(Group.Machine.Describe().Members).MemberId);
    }

    [Theory]
    [InlineData(MigrationPolicy.Disabled, ErrorCode.GroupIdNotFound)]
    [InlineData(MigrationPolicy.Downgrade, ErrorCode.GroupIdNotFound)]
    [InlineData(MigrationPolicy.Upgrade, ErrorCode.None)]
    public void Policy_decides_whether_classic_members_are_taken_along(object policy, ErrorCode expected)
    {
        var scene = new ConsumerScene(new ConsumerOptions { Migration = (MigrationPolicy)policy });
        StableClassic(scene);
        Assert.Equal(expected, scene.Join("m2", "a").ErrorCode);
    }

    [Fact]
    public void Group_of_another_protocol_type_is_left_alone()
    {
        Group.Join(version: 3, protocolType: "connect");
        ConsumerGroupHeartbeatResponse refused = _scene.Join("m1", "a");
        Assert.Equal(ErrorCode.GroupIdNotFound, refused.ErrorCode);
        Assert.Equal("Cannot upgrade classic group g to consumer group because the group does not use the consumer embedded protocol.", refused.ErrorMessage);
    }

    private static MemberProtocol[] Offer() => [new MemberProtocol("range", GroupHarness.Subscription("a"))];

    private static (string Member, int Generation) StableClassic(ConsumerScene scene)
    {
        GroupHarness group = scene.Harness;
        string id = group.NewId();
        JoinGroupResponse joined = group.Join(id, protocols: Offer()).Response;
        var all = new ConsumerMember(id) { Classic = new ClassicMembership(10_000, Offer()) };
        byte[] assignment = ClassicSubscription.WriteAssignment(all, Enumerable.Range(0, 4).Select(p => new TopicIdPartition(scene.A.Id, p)), group.Topics);
        group.Sync(new SyncGroupRequest
        {
            GroupId = "g",
            MemberId = id,
            GenerationId = joined.GenerationId,
            Assignments = [new() { MemberId = id, Assignment = assignment }],
        });
        return (id, joined.GenerationId);
    }
}
