using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>Membership, epochs and statuses of streams groups (KIP-1071).</summary>
public sealed class StreamsHeartbeatTests
{
    private const string All = "0_0 0_1 0_2 0_3 1_0 1_1 1_2 1_3";

    private readonly StreamsScene _scene = new();

    [Fact]
    public void First_member_gets_every_task_once_the_internal_topics_are_there()
    {
        StreamsGroupHeartbeatResponse joined = _scene.Join("m1");
        Assert.Equal((ErrorCode.None, 2, "", 5_000), (joined.ErrorCode, joined.MemberEpoch, StreamsScene.Tasks(joined), joined.HeartbeatIntervalMs));
        Assert.Equal("Internal topics are missing: log, rep", Assert.Single(joined.Status!).StatusDetail);
        Assert.Equal((4, 4), (_scene.Harness.Topics.Find("rep")!.Partitions, _scene.Harness.Topics.Find("log")!.Partitions));

        StreamsGroupHeartbeatResponse ready = _scene.Beat("m1", 2);
        Assert.Equal((3, All), (ready.MemberEpoch, StreamsScene.Tasks(ready)));
        Assert.Empty(ready.Status!);
        Assert.Equal("Stable", _scene.State);
        Assert.Null(_scene.Beat("m1", 3, All).ActiveTasks);
    }

    [Fact]
    public void Tasks_are_given_up_before_another_member_gets_them()
    {
        _scene.JoinAll("m1");
        int epoch = _scene.Member("m1").MemberEpoch;
        Assert.Equal("", StreamsScene.Tasks(_scene.Join("m2")));

        StreamsGroupHeartbeatResponse asked = _scene.Beat("m1", epoch);
        string kept = StreamsScene.Tasks(asked)!;
        Assert.Equal((epoch, 4), (asked.MemberEpoch, StreamsScene.Parse(kept).Count));
        Assert.Null(_scene.Beat("m2", epoch + 1).ActiveTasks);
        Assert.Equal(epoch + 1, _scene.Beat("m1", epoch, kept).MemberEpoch);
        string got = StreamsScene.Tasks(_scene.Beat("m2", epoch + 1))!;
        Assert.Equal(StreamsScene.Parse(All), [.. StreamsScene.Parse(kept), .. StreamsScene.Parse(got)]);
        Assert.Equal("Stable", _scene.State);
    }

    [Fact]
    public void Member_that_does_not_give_up_tasks_in_time_is_removed()
    {
        _scene.JoinAll("m1");
        _scene.Join("m2");
        _scene.Beat("m1", _scene.Member("m1").MemberEpoch);
        _scene.Harness.Advance(9_999);
        Assert.Equal(2, _scene.Describe().Members.Count);
        _scene.Harness.Advance(1);

        Assert.Equal("m2", Assert.Single(_scene.Describe().Members).MemberId);
        Assert.Equal(All, _scene.Settle("m2")["m2"]);
    }

    [Fact]
    public void Member_without_heartbeat_is_removed_when_its_session_is_over()
    {
        _scene.JoinAll("m1");
        _scene.Harness.Advance(44_999);
        Assert.Equal("Stable", _scene.State);
        _scene.Harness.Advance(1);
        Assert.Equal("Empty", _scene.State);
    }

    [Fact]
    public void Member_that_leaves_gives_its_tasks_to_the_others()
    {
        _scene.JoinAll("m1", "m2");
        StreamsGroupHeartbeatResponse left = _scene.Beat("m2", -1);
        Assert.Equal((ErrorCode.None, "m2", -1), (left.ErrorCode, left.MemberId, left.MemberEpoch));
        Assert.Equal(All, _scene.Settle("m1")["m1"]);
    }

    [Fact]
    public void Standby_tasks_are_on_other_processes_than_their_active_ones()
    {
        var scene = new StreamsScene(new StreamsOptions { InitialRebalanceDelayMs = 0, StandbyReplicas = 1 });
        Dictionary<string, string> tasks = scene.JoinAll("m1", "m2", "m3");

        foreach (string task in new[] { "1_0", "1_1", "1_2", "1_3" })
        {
            string active = tasks.Single(t => t.Value.Split(' ').Contains(task)).Key;
            string standby = tasks.Single(t => t.Value.Split(' ').Contains("s" + task)).Key;
            Assert.NotEqual(active, standby);
        }

        Assert.DoesNotContain(tasks.Values, text => text.Contains("s0_", StringComparison.Ordinal));
    }

    [Fact]
    public void Standby_task_takes_over_with_its_state()
    {
        var scene = new StreamsScene(new StreamsOptions { InitialRebalanceDelayMs = 0, StandbyReplicas = 1 });
        Dictionary<string, string> before = scene.JoinAll("m1", "m2", "m3");
        IEnumerable<string> hadStandby = before["m2"].Split(' ').Where(t => t[0] == 's').Select(t => t[1..]);
        IEnumerable<string> lost = before["m1"].Split(' ').Where(t => t[0] != 's');
        string expected = hadStandby.Intersect(lost).First();
        scene.Beat("m1", -1);

        Assert.Contains(expected, scene.Settle("m2", "m3")["m2"].Split(' '));
    }

    [Fact]
    public void New_group_waits_for_more_members_before_it_assigns()
    {
        var scene = new StreamsScene(new StreamsOptions { InitialRebalanceDelayMs = 3_000 });
        scene.Harness.Topics.Set("rep", 4);
        scene.Harness.Topics.Set("log", 4);
        StreamsGroupHeartbeatResponse first = scene.Join("m1");
        Assert.Equal((1, (sbyte)StreamsStatusCode.AssignmentDelayed), (first.MemberEpoch, Assert.Single(first.Status!).StatusCode));
        scene.Harness.Advance(2_999);
        Assert.Equal(1, scene.Join("m2").MemberEpoch);
        Assert.Equal("Assigning", scene.State);
        scene.Harness.Advance(1);
        Assert.Equal("Reconciling", scene.State);

        Assert.Equal([4, 4], scene.Settle("m1", "m2").Values.Select(tasks => tasks.Split(' ').Length));
    }

    [Fact]
    public void Target_is_computed_again_when_the_interval_is_over()
    {
        var scene = new StreamsScene(new StreamsOptions { InitialRebalanceDelayMs = 0, AssignmentIntervalMs = () => 1_000 }) { CreatesTopics = false };
        scene.Harness.Topics.Set("rep", 4);
        scene.Harness.Topics.Set("log", 4);
        StreamsGroupHeartbeatResponse first = scene.Join("m1");
        Assert.Equal(8, StreamsScene.Tasks(first)!.Split(' ').Length);
        Assert.Equal("", StreamsScene.Tasks(scene.Join("m2")));
        scene.Harness.Advance(999);
        Assert.Null(scene.Beat("m1", first.MemberEpoch).ActiveTasks);
        scene.Harness.Advance(1);
        Assert.Equal(4, StreamsScene.Tasks(scene.Beat("m1", first.MemberEpoch))!.Split(' ').Length);
    }

    [Fact]
    public void Missing_source_topic_keeps_the_group_from_being_ready()
    {
        _scene.Harness.Topics.Remove("in");
        StreamsGroupHeartbeatResponse joined = _scene.Join("m1");
        StreamsGroupHeartbeatResponse.StatusData status = Assert.Single(joined.Status!);
        Assert.Equal(((sbyte)StreamsStatusCode.MissingSourceTopics, "Source topics in are missing."), (status.StatusCode, status.StatusDetail));
        Assert.Equal("NotReady", _scene.State);

        _scene.Harness.Topics.Set("in", 2);
        Assert.Equal("0_0 0_1 1_0 1_1", _scene.Settle("m1")["m1"]);
    }

    [Fact]
    public void Source_topic_that_grows_no_longer_fits_its_internal_topics()
    {
        _scene.JoinAll("m1");
        _scene.Harness.Topics.Set("in", 5);
        StreamsGroupHeartbeatResponse told = _scene.Beat("m1", _scene.Member("m1").MemberEpoch);

        Assert.Equal((sbyte)StreamsStatusCode.IncorrectlyPartitionedTopics, Assert.Single(told.Status!).StatusCode);
        Assert.Equal("", StreamsScene.Tasks(told));
        Assert.Equal("NotReady", _scene.State);
    }

    [Fact]
    public void Group_stays_with_its_first_topology()
    {
        _scene.JoinAll("m1");
        StreamsGroupHeartbeatRequest newer = StreamsScene.Joining("m2");
        newer.Topology = StreamsScene.Topology(epoch: 1);
        Assert.Equal(ErrorCode.InvalidRequest, _scene.Send(newer).ErrorCode);

        StreamsGroupHeartbeatRequest other = StreamsScene.Joining("m2");
        other.Topology!.Subtopologies[0].SourceTopics = ["other"];
        Assert.Equal(ErrorCode.InvalidRequest, _scene.Send(other).ErrorCode);

        StreamsGroupHeartbeatRequest turned = StreamsScene.Joining("m2");
        turned.Topology!.Subtopologies.Reverse();
        Assert.Equal(ErrorCode.None, _scene.Send(turned).ErrorCode);
        Assert.Equal(2, _scene.Describe().Members.Count);
    }

    [Fact]
    public void Member_with_an_older_topology_is_told_that_it_is_stale()
    {
        StreamsGroupHeartbeatRequest first = StreamsScene.Joining("m1");
        first.Topology = StreamsScene.Topology(epoch: 2);
        _scene.Send(first);
        StreamsGroupHeartbeatRequest older = StreamsScene.Joining("m2");
        older.Topology = StreamsScene.Topology(epoch: 1);

        Assert.Contains(_scene.Send(older).Status!, status => status.StatusCode == (sbyte)StreamsStatusCode.StaleTopology);
    }

    [Fact]
    public void Shutdown_is_told_to_everyone_until_the_group_is_empty()
    {
        _scene.JoinAll("m1", "m2");
        StreamsGroupHeartbeatRequest fatal = StreamsScene.Joining("m1");
        fatal.ShutdownApplication = true;
        _scene.Send(fatal);
        Assert.Equal((sbyte)StreamsStatusCode.ShutdownApplication, Assert.Single(_scene.Beat("m2", _scene.Member("m2").MemberEpoch).Status!).StatusCode);

        _scene.Beat("m1", -1);
        _scene.Beat("m2", -1);
        Assert.Empty(_scene.Join("m3").Status!);
    }

    [Fact]
    public void Wrong_epochs_and_strangers_are_refused()
    {
        _scene.JoinAll("m1");
        int epoch = _scene.Member("m1").MemberEpoch;
        Assert.Equal(ErrorCode.FencedMemberEpoch, _scene.Beat("m1", epoch + 1).ErrorCode);
        Assert.Equal(ErrorCode.FencedMemberEpoch, _scene.Beat("m1", epoch - 1).ErrorCode);
        Assert.Equal(All, StreamsScene.Tasks(_scene.Beat("m1", epoch - 1, "0_0")));
        Assert.Equal(All, StreamsScene.Tasks(_scene.Join("m1")));
        Assert.Equal(ErrorCode.UnknownMemberId, _scene.Beat("stranger", epoch).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _scene.Beat("m1", epoch, "7_0").ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _scene.Beat("m1", epoch, "0_4").ErrorCode);
    }

    [Fact]
    public void Setting_that_matters_for_the_assignment_brings_a_new_one()
    {
        var configs = new MutableConfigs();
        var scene = new StreamsScene(new StreamsOptions { InitialRebalanceDelayMs = 0, GroupConfigs = configs });
        scene.JoinAll("m1", "m2");
        int epoch = scene.Describe().GroupEpoch;
        configs.Values["streams.num.standby.replicas"] = 1;

        Assert.Contains(scene.Settle("m1", "m2").Values, tasks => tasks.Contains("s1_", StringComparison.Ordinal));
        Assert.Equal(epoch + 1, scene.Describe().GroupEpoch);
    }

    [Fact]
    public void Endpoints_are_told_to_whoever_does_not_know_them()
    {
        StreamsGroupHeartbeatRequest joining = StreamsScene.Joining("m1");
        joining.UserEndpoint = new() { Host = "h1", Port = 8080 };
        _scene.Send(joining);
        StreamsGroupHeartbeatResponse told = _scene.Beat("m1", 2);

        StreamsGroupHeartbeatResponse.EndpointToPartitions endpoint = Assert.Single(told.PartitionsByUserEndpoint!);
        Assert.Equal(("h1", 8080), (endpoint.UserEndpoint.Host, endpoint.UserEndpoint.Port));
        Assert.Equal(["in 0,1,2,3", "rep 0,1,2,3"], endpoint.ActivePartitions.Select(t => $"{t.Topic} {string.Join(',', t.Partitions)}"));

        Assert.Null(_scene.Send(new()
        {
            GroupId = GroupHarness.GroupId,
            MemberId = "m1",
            MemberEpoch = told.MemberEpoch,
            EndpointInformationEpoch = told.EndpointInformationEpoch,
        }).PartitionsByUserEndpoint);
    }

    [Fact]
    public void Group_that_is_full_takes_no_more()
    {
        var scene = new StreamsScene(new StreamsOptions { MaxSize = 1 });
        scene.Join("m1");
        Assert.Equal(ErrorCode.GroupMaxSizeReached, scene.Join("m2").ErrorCode);
    }
}
