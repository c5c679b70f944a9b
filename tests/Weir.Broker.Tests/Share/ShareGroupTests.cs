using Weir.Broker.Groups.Share;
using Weir.Broker.Tests.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Share;

/// <summary>Membership of share groups, driven on virtual time.</summary>
public sealed class ShareGroupTests
{
    private readonly GroupHarness _scene = new();

    public ShareGroupTests() => _scene.Topics.Set("t", 2);

    [Fact]
    public void Member_that_joins_gets_its_partitions_at_once()
    {
        ShareGroupHeartbeatResponse joined = Beat("a", 0, "t");

        Assert.Equal((ErrorCode.None, 1, 5_000), (joined.ErrorCode, joined.MemberEpoch, joined.HeartbeatIntervalMs));
        Assert.Equal([0, 1], Assert.Single(joined.Assignment!.TopicPartitions).Partitions);
        Assert.Null(Beat("a", 1).Assignment);
    }

    [Fact]
    public void Members_share_partitions_and_learn_of_changes_with_their_next_heartbeat()
    {
        int epoch = Beat("a", 0, "t").MemberEpoch;
        Beat("b", 0, "t");
        Beat("c", 0, "t");

        ShareGroupHeartbeatResponse told = Beat("a", epoch);
        Assert.Single(Assert.Single(told.Assignment!.TopicPartitions).Partitions);
        Assert.Equal(3, _scene.Machine.Share!.Members.Count);
        Assert.All(_scene.Machine.Share.Members, member => Assert.Single(member.Target));
    }

    [Fact]
    public void Target_is_computed_again_when_the_interval_is_over()
    {
        var scene = new GroupHarness(new() { Share = new ShareOptions { AssignmentIntervalMs = () => 1_000 } });
        scene.Topics.Set("t", 2);
        int epoch = Beat(scene, "a", 0, "t").MemberEpoch;
        ShareGroupHeartbeatResponse second = Beat(scene, "b", 0, "t");
        Assert.Empty(second.Assignment!.TopicPartitions);
        scene.Advance(999);
        Assert.Null(Beat(scene, "b", second.MemberEpoch).Assignment);
        scene.Advance(1);
        Assert.Single(Assert.Single(Beat(scene, "b", second.MemberEpoch).Assignment!.TopicPartitions).Partitions);
        Assert.Single(Assert.Single(Beat(scene, "a", epoch).Assignment!.TopicPartitions).Partitions);
    }

    [Fact]
    public void New_group_waits_for_more_members_where_it_is_told_to()
    {
        var scene = new GroupHarness(new() { Share = new ShareOptions { InitialDelayMs = 3_000 } });
        scene.Topics.Set("t", 2);
        ShareGroupHeartbeatResponse first = Beat(scene, "a", 0, "t");
        Assert.Empty(first.Assignment!.TopicPartitions);
        scene.Advance(2_999);
        ShareGroupHeartbeatResponse second = Beat(scene, "b", 0, "t");
        Assert.Empty(second.Assignment!.TopicPartitions);
        scene.Advance(1);
        Assert.Single(Assert.Single(Beat(scene, "a", first.MemberEpoch).Assignment!.TopicPartitions).Partitions);
        Assert.Single(Assert.Single(Beat(scene, "b", second.MemberEpoch).Assignment!.TopicPartitions).Partitions);
        Assert.NotEmpty(Beat(scene, "c", 0, "t").Assignment!.TopicPartitions);
    }

    [Fact]
    public void Topic_that_appears_is_assigned_with_the_next_heartbeat()
    {
        ShareGroupHeartbeatResponse joined = Beat("a", 0, "later");
        Assert.Empty(joined.Assignment!.TopicPartitions);
        _scene.Topics.Set("later", 1);

        Assert.Equal([0], Assert.Single(Beat("a", joined.MemberEpoch).Assignment!.TopicPartitions).Partitions);
    }

    [Fact]
    public void Heartbeat_with_a_wrong_epoch_is_fenced()
    {
        int epoch = Beat("a", 0, "t").MemberEpoch;

        Assert.Equal(ErrorCode.FencedMemberEpoch, Beat("a", epoch + 1).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, Beat("stranger", epoch).ErrorCode);
        Assert.Equal(ErrorCode.None, Beat("a", 0, "t").ErrorCode);
    }

    [Fact]
    public void Member_without_heartbeat_is_removed_and_told_of()
    {
        var departures = new List<ShareDeparture>();
        var scene = new GroupHarness(new() { Share = new ShareOptions { Departures = new Collector(departures) } });
        scene.Topics.Set("t", 1);
        Beat(scene, "a", 0, "t");
        scene.Advance(44_999);
        Assert.Empty(departures);
        scene.Advance(1);

        Assert.Equal([new ShareDeparture(GroupHarness.GroupId, "a")], departures);
        Assert.Equal("Empty", scene.Machine.Share!.State);
    }

    [Fact]
    public void Group_that_is_full_takes_no_more()
    {
        var scene = new GroupHarness(new() { Share = new ShareOptions { MaxSize = 1 } });
        Beat(scene, "a", 0, "t");

        Assert.Equal(ErrorCode.GroupMaxSizeReached, Beat(scene, "b", 0, "t").ErrorCode);
        Assert.Equal(ErrorCode.None, Beat(scene, "a", 0, "t").ErrorCode);
    }

    [Fact]
    public void Restart_keeps_epochs_members_and_assignments()
    {
        Beat("a", 0, "t");
        int epoch = Beat("b", 0, "t").MemberEpoch;
        string before = Describe();
        _scene.Crash();

        Assert.Equal(before, Describe());
        Assert.Null(Beat("b", epoch).Assignment);
    }

    [Fact]
    public void Write_that_fails_is_told_anew_by_the_next()
    {
        Beat("a", 0, "t");
        _scene.HoldWrites = true;
        var reply = new RecordedReply<ShareGroupHeartbeatResponse>();
        _scene.Do(machine => machine.ShareHeartbeat(Heartbeat("b", 0, "t"), reply));
        _scene.CompleteWrite(ErrorCode.KafkaStorageError);
        _scene.HoldWrites = false;
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, reply.Response.ErrorCode);

        Beat("b", 0, "t");
        Beat("a", 0, "t");
        string before = Describe();
        _scene.Crash();
        Assert.Equal(before, Describe());
    }

    [Fact]
    public void Deleted_group_leaves_nothing_in_the_log()
    {
        Beat("a", 0, "t");
        Assert.Equal(ErrorCode.NonEmptyGroup, _scene.Delete().Response);
        Beat("a", -1);
        Assert.Equal(ErrorCode.None, _scene.Delete().Response);

        Assert.True(_scene.Machine.IsGone);
        Assert.Null(_scene.Replay());
    }

    [Fact]
    public void Other_kinds_of_groups_stay_what_they_are()
    {
        _scene.Commit(offset: 1);
        Assert.Equal(ErrorCode.GroupIdNotFound, Beat("a", 0, "t").ErrorCode);

        var share = new GroupHarness();
        Beat(share, "a", 0, "t");
        Assert.Equal(ErrorCode.GroupIdNotFound, share.Commit(offset: 1).Response);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, share.Join().Response.ErrorCode);
    }

    private static ShareHeartbeat Heartbeat(string member, int epoch, params string[] topics) => new(
        new ShareGroupHeartbeatRequest { GroupId = GroupHarness.GroupId, MemberId = member, MemberEpoch = epoch, SubscribedTopicNames = topics.Length == 0 ? null : [.. topics] },
        "client",
        "/127.0.0.1");

    private static ShareGroupHeartbeatResponse Beat(GroupHarness scene, string member, int epoch, params string[] topics)
    {
        var reply = new RecordedReply<ShareGroupHeartbeatResponse>();
        scene.Do(machine => machine.ShareHeartbeat(Heartbeat(member, epoch, topics), reply));
        return reply.Response;
    }

    private ShareGroupHeartbeatResponse Beat(string member, int epoch, params string[] topics) => Beat(_scene, member, epoch, topics);

    private string Describe()
    {
        ShareGroup group = _scene.Machine.Share!;
        return $"{group.Epoch} {group.TargetEpoch} {group.MetadataHash} {string.Join(' ', group.Initialized.Select(topic => $"{topic.Key}:{topic.Value.Partitions.Count}"))} "
            + string.Join(' ', group.Members.Select(member => $"{member.Id}@{member.Epoch}/{member.PreviousEpoch} {string.Join(',', member.TopicNames)} "
                + $"{string.Join(',', member.Assigned.Select(p => p.Partition).Order())}>{string.Join(',', member.Target.Select(p => p.Partition).Order())}").Order());
    }

    private sealed class Collector(List<ShareDeparture> departures) : Broker.Groups.IReplyTo<ShareDeparture>
    {
        public void Send(ShareDeparture response) => departures.Add(response);
    }
}
