using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>Who may commit, fetch and delete offsets of a streams group.</summary>
public sealed class StreamsCommitTests
{
    private readonly StreamsScene _scene = new();

    [Fact]
    public void Member_commits_with_its_epoch_or_for_tasks_it_had_by_an_earlier_one()
    {
        Dictionary<string, string> tasks = _scene.JoinAll("m1", "m2");
        int epoch = _scene.Member("m1").MemberEpoch;
        int own = StreamsScene.Parse(tasks["m1"]).First(task => task.Id.Subtopology == "0").Id.Partition;
        _scene.Join("m3");
        _scene.Settle("m1", "m2", "m3");
        int later = _scene.Member("m1").MemberEpoch;

        Assert.True(later > epoch);
        Assert.Equal(ErrorCode.None, Commit("m1", later, partition: 3));
        Assert.Equal(ErrorCode.StaleMemberEpoch, Commit("m1", later + 1));
        bool keptIt = StreamsScene.Parse(_scene.Current("m1")).Any(task => task.Id.Subtopology == "0" && task.Id.Partition == own);
        Assert.Equal(keptIt ? ErrorCode.None : ErrorCode.StaleMemberEpoch, Commit("m1", epoch, partition: own));
        Assert.Equal(ErrorCode.StaleMemberEpoch, Commit("m1", 1, partition: own));
        Assert.Equal(ErrorCode.StaleMemberEpoch, Commit("m1", epoch, topic: "unrelated"));
        Assert.Equal(ErrorCode.UnknownMemberId, Commit("stranger", later));
        Assert.Equal(ErrorCode.UnknownMemberId, Commit("", -1));
    }

    [Fact]
    public void Old_client_cannot_commit_as_a_member()
    {
        _scene.JoinAll("m1");
        GroupCommit commit = new("m1", null, _scene.Member("m1").MemberEpoch, [GroupHarness.Entry(1, "in")]) { KnowsMemberEpochs = false };
        Assert.Equal(ErrorCode.UnsupportedVersion, _scene.Harness.Commit(commit).Response);
    }

    [Fact]
    public void Transaction_commits_with_the_members_epoch_only()
    {
        _scene.JoinAll("m1");
        int epoch = _scene.Member("m1").MemberEpoch;
        Assert.Equal(ErrorCode.None, CommitInTransaction("m1", epoch));
        Assert.Equal(ErrorCode.IllegalGeneration, CommitInTransaction("m1", epoch + 1));
        Assert.Equal(ErrorCode.UnknownMemberId, CommitInTransaction("stranger", epoch));
        Assert.Equal(ErrorCode.None, CommitInTransaction("", -1));
    }

    [Fact]
    public void Fetch_asks_for_the_members_epoch_and_an_administrator_for_none()
    {
        _scene.JoinAll("m1");
        int epoch = _scene.Member("m1").MemberEpoch;
        Assert.Equal(ErrorCode.None, _scene.Harness.Machine.CheckFetch("m1", epoch));
        Assert.Equal(ErrorCode.StaleMemberEpoch, _scene.Harness.Machine.CheckFetch("m1", epoch - 1));
        Assert.Equal(ErrorCode.UnknownMemberId, _scene.Harness.Machine.CheckFetch("stranger", epoch));
        Assert.Equal(ErrorCode.None, _scene.Harness.Machine.CheckFetch(null, -1));
    }

    [Fact]
    public void Offsets_of_source_topics_are_deleted_only_when_nobody_consumes_them()
    {
        _scene.JoinAll("m1");
        Commit("m1", _scene.Member("m1").MemberEpoch);
        var source = new OffsetDeleteEntry(new TopicPartition("in", 0));
        _scene.Harness.DeleteOffsets(source);
        Assert.Equal(ErrorCode.GroupSubscribedToTopic, source.Error);

        _scene.Beat("m1", -1);
        Assert.Equal(ErrorCode.None, Commit("", -1, partition: 1));
        _scene.Harness.DeleteOffsets(source);
        Assert.Equal((ErrorCode.None, (long?)null), (source.Error, _scene.Harness.Offset("in")));
    }

    [Fact]
    public void Empty_group_goes_with_its_last_offset()
    {
        _scene.JoinAll("m1");
        Commit("m1", _scene.Member("m1").MemberEpoch);
        _scene.Beat("m1", -1);
        _scene.Harness.Do(machine => machine.Clean());
        Assert.Equal("Empty", _scene.State);
        _scene.Harness.Time.Advance(TimeSpan.FromDays(8));
        _scene.Harness.Do(machine => machine.Clean());
        Assert.True(_scene.Harness.Machine.IsGone);
    }

    private ErrorCode Commit(string member, int epoch, int partition = 0, string topic = "in") =>
        _scene.Harness.Commit(1, member, epoch, topic: topic, partition: partition).Response;

    private ErrorCode CommitInTransaction(string member, int epoch)
    {
        var reply = new RecordedReply<ErrorCode>();
        GroupCommit commit = new(member, null, epoch, [GroupHarness.Entry(1, "in")]) { IsTransactional = true };
        _scene.Harness.Do(machine => machine.CommitTransactional(new GroupProducer(1, 0), commit, reply));
        return reply.Response;
    }
}
