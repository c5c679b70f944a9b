using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>ConsumerGroupHeartbeat: joining, keeping up, leaving, and what is refused.</summary>
public sealed class HeartbeatTests
{
    private readonly ConsumerScene _scene = new();

    [Fact]
    public void First_member_gets_everything_with_epoch_2()
    {
        ConsumerGroupHeartbeatResponse joined = _scene.Join("m1", "a");
        Assert.Equal((ErrorCode.None, "m1", 2, 5_000), (joined.ErrorCode, joined.MemberId, joined.MemberEpoch, joined.HeartbeatIntervalMs));
        Assert.Equal("a0 a1 a2 a3", _scene.Assigned(joined));
        Assert.Equal("Stable", _scene.State);
    }

    [Fact]
    public void Heartbeat_without_news_is_answered_without_assignment()
    {
        _scene.Join("m1", "a");
        ConsumerGroupHeartbeatResponse beat = _scene.Beat("m1", 2);
        Assert.Equal((ErrorCode.None, 2), (beat.ErrorCode, beat.MemberEpoch));
        Assert.Null(beat.Assignment);
    }

    [Fact]
    public void Full_heartbeat_is_answered_in_full()
    {
        _scene.Join("m1", "a");
        ConsumerGroupHeartbeatRequest full = ConsumerScene.Joining("m1", "a");
        full.MemberEpoch = 2;
        Assert.Equal("a0 a1 a2 a3", _scene.Assigned(_scene.Send(full)));
    }

    [Fact]
    public void Partition_moves_only_after_its_owner_has_given_it_up()
    {
        _scene.Join("m1", "a");
        ConsumerGroupHeartbeatResponse second = _scene.Join("m2", "a");
        Assert.Equal((3, ""), (second.MemberEpoch, _scene.Assigned(second)));
        Assert.Equal("Reconciling", _scene.State);

        ConsumerGroupHeartbeatResponse asked = _scene.Beat("m1", 2);
        Assert.Equal((2, "a0 a1"), (asked.MemberEpoch, _scene.Assigned(asked)));
        Assert.Null(_scene.Beat("m2", 3).Assignment);
        Assert.Equal(2, _scene.Beat("m1", 2, "a0 a1 a2", null).MemberEpoch);

        Assert.Equal(3, _scene.Beat("m1", 2, "a0 a1", null).MemberEpoch);
        Assert.Equal("a2 a3", _scene.Assigned(_scene.Beat("m2", 3)));
        Assert.Equal("Stable", _scene.State);
    }

    [Fact]
    public void Member_that_does_not_give_up_in_time_is_removed()
    {
        _scene.Join("m1", "a");
        _scene.Join("m2", "a");
        _scene.Beat("m1", 2);
        for (int i = 0; i < 3; i++)
        {
            _scene.Harness.Advance(3_000);
            Assert.Equal(ErrorCode.None, _scene.Beat("m1", 2).ErrorCode);
        }

        _scene.Harness.Advance(2_000);
        Assert.Equal(ErrorCode.UnknownMemberId, _scene.Beat("m1", 2).ErrorCode);
        Assert.Equal("a0 a1 a2 a3", _scene.Assigned(_scene.Beat("m2", 3)));
    }

    [Fact]
    public void Silent_member_is_removed_after_its_session()
    {
        _scene.Join("m1", "a");
        _scene.Harness.Advance(44_999);
        Assert.Equal(ErrorCode.None, _scene.Beat("m1", 2).ErrorCode);
        _scene.Harness.Advance(45_001);
        Assert.Equal(ErrorCode.UnknownMemberId, _scene.Beat("m1", 2).ErrorCode);
        Assert.Equal("Empty", _scene.State);
    }

    [Fact]
    public void Member_that_leaves_makes_room_at_once()
    {
        _scene.Join("m1", "a");
        _scene.Join("m2", "a");
        ConsumerGroupHeartbeatResponse left = _scene.Beat("m1", -1);
        Assert.Equal((ErrorCode.None, "m1", -1), (left.ErrorCode, left.MemberId, left.MemberEpoch));
        ConsumerGroupHeartbeatResponse rest = _scene.Beat("m2", 3);
        Assert.Equal((4, "a0 a1 a2 a3"), (rest.MemberEpoch, _scene.Assigned(rest)));
    }

    [Theory]
    [InlineData(2, "a0 a1 a2 a3", ErrorCode.FencedMemberEpoch)]
    [InlineData(1, "a0", ErrorCode.None)]
    [InlineData(1, null, ErrorCode.FencedMemberEpoch)]
    [InlineData(1, "b0", ErrorCode.FencedMemberEpoch)]
    public void Former_epoch_passes_only_as_a_lost_answer(int behind, string? owned, ErrorCode expected)
    {
        _scene.Join("m1", "a");
        for (int i = 0; i < behind; i++)
        {
            _scene.Harness.Topics.Set("a", 5 + i);
            _scene.Beat("m1", 2 + i);
        }

        const int epoch = 2;
        ConsumerGroupHeartbeatResponse late = owned is null ? _scene.Beat("m1", epoch) : _scene.Beat("m1", epoch, owned, null);
        Assert.Equal(expected, late.ErrorCode);
    }

    [Fact]
    public void Later_epoch_than_known_is_fenced()
    {
        _scene.Join("m1", "a");
        Assert.Equal(ErrorCode.FencedMemberEpoch, _scene.Beat("m1", 3).ErrorCode);
    }

    [Fact]
    public void Member_may_start_anew_without_a_new_epoch()
    {
        _scene.Join("m1", "a");
        ConsumerGroupHeartbeatResponse again = _scene.Join("m1", "a");
        Assert.Equal((ErrorCode.None, 2, "a0 a1 a2 a3"), (again.ErrorCode, again.MemberEpoch, _scene.Assigned(again)));
    }

    [Fact]
    public void Dynamic_member_that_joins_again_with_an_instance_id_becomes_static()
    {
        _scene.Join("m1", "a");
        ConsumerGroupHeartbeatResponse again = _scene.JoinStatic("m1", "i1", "a");
        Assert.Equal((ErrorCode.None, 2, "a0 a1 a2 a3"), (again.ErrorCode, again.MemberEpoch, _scene.Assigned(again)));
        Assert.Equal(ErrorCode.UnreleasedInstanceId, _scene.JoinStatic("m2", "i1", "a").ErrorCode);
    }

    [Fact]
    public void Static_member_that_is_away_keeps_its_partitions()
    {
        _scene.JoinStatic("m1", "i1", "a");
        _scene.JoinStatic("m2", "i2", "a");
        Assert.Equal(ErrorCode.UnreleasedInstanceId, _scene.JoinStatic("m3", "i1", "a").ErrorCode);
        Assert.Equal(-2, _scene.Beat("m1", -2, "i1").MemberEpoch);
        ConsumerGroupHeartbeatResponse back = _scene.JoinStatic("m3", "i1", "a");
        Assert.Equal((ErrorCode.None, 3, "a0 a1"), (back.ErrorCode, back.MemberEpoch, _scene.Assigned(back)));
        Assert.Equal(3, _scene.Describe().GroupEpoch);
        Assert.Equal(ErrorCode.FencedInstanceId, _scene.Beat("m1", 3, "i1").ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _scene.Beat("m1", 3, "i9").ErrorCode);
    }

    [Fact]
    public void Away_static_member_is_removed_after_its_session()
    {
        _scene.JoinStatic("m1", "i1", "a");
        _scene.Beat("m1", -2, "i1");
        _scene.Harness.Advance(45_001);
        Assert.Equal("Empty", _scene.State);
    }

    [Fact]
    public void Changed_subscription_bumps_the_epoch()
    {
        _scene.Join("m1", "a");
        ConsumerGroupHeartbeatResponse changed = _scene.Send(new() { GroupId = "g", MemberId = "m1", MemberEpoch = 2, SubscribedTopicNames = ["b"], TopicPartitions = null });
        Assert.Equal((2, ""), (changed.MemberEpoch, _scene.Assigned(changed)));
        ConsumerGroupHeartbeatResponse given = _scene.Beat("m1", 2, "", null);
        Assert.Equal((3, "b0 b1"), (given.MemberEpoch, _scene.Assigned(given)));
    }

    [Fact]
    public void Topics_that_appear_grow_or_go_bump_the_epoch()
    {
        _scene.Join("m1", "a", "later");
        _scene.Harness.Topics.Set("unrelated", 1);
        Assert.Null(_scene.Beat("m1", 2).Assignment);
        _scene.Harness.Topics.Set("a", 5);
        Assert.Equal("a0 a1 a2 a3 a4", _scene.Assigned(_scene.Beat("m1", 2)));
        _scene.Harness.Topics.Set("later", 1);
        Assert.Equal(4, _scene.Beat("m1", 3).MemberEpoch);
        _scene.Harness.Topics.Remove("a");
        Assert.Equal("later0", _scene.Assigned(_scene.Beat("m1", 4)));
        Assert.Equal(5, _scene.Describe().GroupEpoch);
    }

    [Fact]
    public void Regex_follows_the_topics_it_matches_whole()
    {
        ConsumerGroupHeartbeatRequest request = ConsumerScene.Joining("m1");
        request.SubscribedTopicNames = null;
        request.SubscribedTopicRegex = "[ac]|x.*";
        Assert.Equal("a0 a1 a2 a3", _scene.Assigned(_scene.Send(request)));
        _scene.Harness.Topics.Set("c", 1);
        _scene.Harness.Topics.Set("ab", 1);
        Assert.Equal("a0 a1 a2 a3 c0", _scene.Assigned(_scene.Beat("m1", 2)));
    }

    [Fact]
    public void Target_is_computed_again_when_the_interval_is_over()
    {
        var scene = new ConsumerScene(new ConsumerOptions { AssignmentIntervalMs = () => 1_000 });
        Assert.Equal("a0 a1 a2 a3", scene.Assigned(scene.Join("m1", "a")));
        Assert.Equal("", scene.Assigned(scene.Join("m2", "a")));
        scene.Harness.Advance(999);
        Assert.Null(scene.Beat("m1", 2).Assignment);
        Assert.Equal("", scene.Assigned(scene.Join("m3", "a")));
        scene.Harness.Advance(1);
        Assert.Equal(2, scene.Assigned(scene.Beat("m1", 2))!.Split(' ').Length);
        Assert.Equal((4, 4), (scene.Describe().GroupEpoch, scene.Describe().AssignmentEpoch));
        Assert.Equal(4, scene.Settle("m1", "m2", "m3").Values.Sum(static owned => owned.Split(' ').Length));
    }

    [Fact]
    public void Group_without_room_refuses_newcomers_only()
    {
        var scene = new ConsumerScene(new ConsumerOptions { MaxSize = 1 });
        scene.Join("m1", "a");
        Assert.Equal(ErrorCode.GroupMaxSizeReached, scene.Join("m2", "a").ErrorCode);
        Assert.Equal(ErrorCode.None, scene.Beat("m1", 2).ErrorCode);
    }

    [Fact]
    public void Refused_requests_say_why()
    {
        Assert.Equal((ErrorCode.GroupIdNotFound, "Group g is not a consumer group."), Answer(_scene.Beat("m1", 2)));
        Assert.Equal((ErrorCode.InvalidRequest, "MemberId can't be empty."), Answer(_scene.Join("", "a")));
        Assert.Equal(ErrorCode.InvalidRequest, _scene.Beat("m1", -3).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _scene.Beat("m1", -2).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, Altered(r => r.RebalanceTimeoutMs = -1).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, Altered(r => r.TopicPartitions = null).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, Altered(r => r.SubscribedTopicNames = null).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, Altered(r => r.InstanceId = "").ErrorCode);
        Assert.Equal(
            (ErrorCode.UnsupportedAssignor, "ServerAssignor best is not supported. Supported assignors: uniform, range."),
            Answer(Altered(r => r.ServerAssignor = "best")));
        Assert.Equal(ErrorCode.InvalidRegularExpression, Altered(r => r.SubscribedTopicRegex = "(").ErrorCode);
        Assert.Equal(ErrorCode.InvalidRegularExpression, Altered(r => r.SubscribedTopicRegex = @"(a)\1").ErrorCode);
        Assert.Equal(ErrorCode.None, _scene.Join("m1", "a").ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _scene.Beat("m2", 2).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _scene.Beat("m2", -1).ErrorCode);

        ConsumerGroupHeartbeatResponse Altered(Action<ConsumerGroupHeartbeatRequest> alter)
        {
            ConsumerGroupHeartbeatRequest request = ConsumerScene.Joining("m1", "a");
            alter(request);
            return _scene.Send(request);
        }

        static (ErrorCode, string?) Answer(ConsumerGroupHeartbeatResponse response) => (response.ErrorCode, response.ErrorMessage);
    }

    [Fact]
    public void Answer_waits_until_what_it_tells_is_durable()
    {
        _scene.Harness.HoldWrites = true;
        RecordedReply<ConsumerGroupHeartbeatResponse> joined = _scene.SendLater(ConsumerScene.Joining("m1", "a"));
        RecordedReply<ConsumerGroupHeartbeatResponse> beat = _scene.SendLater(new() { GroupId = "g", MemberId = "m1", MemberEpoch = 2 });
        Assert.False(joined.IsAnswered || beat.IsAnswered);
        _scene.Harness.CompleteWrite();
        Assert.Equal((2, 2), (joined.Response.MemberEpoch, beat.Response.MemberEpoch));
    }

    [Fact]
    public void Write_after_a_failed_one_tells_the_whole_group()
    {
        _scene.Harness.HoldWrites = true;
        RecordedReply<ConsumerGroupHeartbeatResponse> joined = _scene.SendLater(ConsumerScene.Joining("m1", "a"));
        _scene.Harness.CompleteWrite(ErrorCode.KafkaStorageError);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, joined.Response.ErrorCode);
        _scene.Harness.HoldWrites = false;
        _scene.Beat("m1", 2);
        _scene.Harness.Crash();
        Assert.Equal("a0 a1 a2 a3", _scene.Current("m1"));
    }
}
