using Weir.Broker.Groups;
using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>A streams group comes back from its records as it was, and ends without leaving any.</summary>
public sealed class StreamsReplayTests
{
    private readonly StreamsScene _scene = new(new StreamsOptions { InitialRebalanceDelayMs = 0, StandbyReplicas = 1 });

    [Fact]
    public void Members_go_on_where_they_were_after_a_restart()
    {
        StreamsGroupHeartbeatRequest rich = StreamsScene.Joining("m1");
        rich.RackId = "r1";
        rich.UserEndpoint = new() { Host = "h1", Port = 8080 };
        rich.ClientTags = [new() { Key = "zone", Value = "a" }];
        _scene.Send(rich);
        _scene.Join("m2");
        _scene.Beat("m1", _scene.Member("m1").MemberEpoch);
        string before = Fingerprint();
        _scene.Harness.Crash();
        Assert.Equal(before, Fingerprint());

        int epoch = _scene.Describe().GroupEpoch;
        _scene.Settle("m1", "m2");
        Assert.Equal(epoch, _scene.Describe().GroupEpoch);
    }

    [Fact]
    public void Session_runs_anew_after_a_restart()
    {
        _scene.JoinAll("m1");
        _scene.Harness.Advance(40_000);
        _scene.Harness.Crash();
        _scene.Harness.Advance(44_999);
        Assert.Single(_scene.Describe().Members);
        _scene.Harness.Advance(1);
        Assert.Equal("Empty", _scene.State);
    }

    [Fact]
    public void Compacted_log_tells_the_same()
    {
        _scene.JoinAll("m1", "m2", "m3");
        _scene.Beat("m2", -1);
        string before = Fingerprint();
        var last = new Dictionary<string, GroupRecord>();
        foreach (GroupRecord record in _scene.Harness.Log)
        {
            last[Convert.ToHexString(record.Key)] = record;
        }

        _scene.Harness.Log.Clear();
        _scene.Harness.Log.AddRange(last.Values.Where(r => r.Value is not null));
        _scene.Harness.Crash();
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public void Write_that_fails_is_told_anew_by_the_next()
    {
        _scene.JoinAll("m1");
        _scene.Harness.HoldWrites = true;
        RecordedReply<StreamsHeartbeatResult> reply = _scene.SendLater(StreamsScene.Joining("m2"));
        _scene.Harness.CompleteWrite(ErrorCode.KafkaStorageError);
        _scene.Harness.HoldWrites = false;
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, reply.Response.Response.ErrorCode);

        _scene.Join("m2");
        _scene.Settle("m1", "m2");
        string before = Fingerprint();
        _scene.Harness.Crash();
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public void Deleted_group_leaves_nothing_in_the_log()
    {
        _scene.JoinAll("m1");
        Assert.Equal(ErrorCode.None, _scene.Harness.Commit(3, "m1", _scene.Member("m1").MemberEpoch, topic: "in").Response);
        Assert.Equal(ErrorCode.NonEmptyGroup, _scene.Harness.Delete().Response);
        _scene.Beat("m1", -1);
        Assert.Equal(ErrorCode.None, _scene.Harness.Delete().Response);

        Assert.True(_scene.Harness.Machine.IsGone);
        Assert.Null(_scene.Harness.Replay());
    }

    [Fact]
    public void Empty_groups_turn_into_the_kind_that_is_asked_for_and_keep_their_offsets()
    {
        _scene.Harness.Commit(5, topic: "in");
        _scene.JoinAll("m1");
        Assert.Equal(5, _scene.Harness.Offset("in"));
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, _scene.Harness.Join().Response.ErrorCode);

        _scene.Beat("m1", -1);
        Assert.Equal(ErrorCode.MemberIdRequired, _scene.Harness.Join().Response.ErrorCode);
        Assert.Equal(5, _scene.Harness.Offset("in"));
        _scene.Harness.Crash();
        Assert.Null(_scene.Harness.Machine.DescribeStreams());
        Assert.Equal(5, _scene.Harness.Offset("in"));
    }

    [Fact]
    public void Group_of_another_kind_with_members_stays_what_it_is()
    {
        _scene.Harness.Stable(1);
        Assert.Equal(ErrorCode.GroupIdNotFound, _scene.Join("m1").ErrorCode);
    }

    private string Fingerprint()
    {
        StreamsGroupDescribeResponse.DescribedGroup group = _scene.Describe();
        IEnumerable<string> members = group.Members.OrderBy(m => m.MemberId).Select(m =>
            $"{m.MemberId} {m.RackId} {m.MemberEpoch} {m.ClientId} {m.ProcessId} {m.TopologyEpoch} {m.UserEndpoint?.Host} {m.ClientTags.FirstOrDefault()?.Value} " +
            $"{StreamsScene.Text(m.Assignment)} | {StreamsScene.Text(m.TargetAssignment)}");
        string topology = string.Join(' ', group.Topology!.Subtopologies!.Select(s => $"{s.SubtopologyId}:{string.Join(',', s.SourceTopics)}"));
        return $"{group.GroupState} {group.GroupEpoch} {group.AssignmentEpoch} {topology}\n{string.Join('\n', members)}";
    }
}
