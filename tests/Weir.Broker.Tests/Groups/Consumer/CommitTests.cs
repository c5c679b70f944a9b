using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>Offsets of a consumer group: who may commit, fetch and delete, and when they expire.</summary>
public sealed class CommitTests
{
    private readonly ConsumerScene _scene = new();

    [Theory]
    [InlineData("m1", 2, ErrorCode.None)]
    [InlineData("m1", 1, ErrorCode.StaleMemberEpoch)]
    [InlineData("m1", 3, ErrorCode.StaleMemberEpoch)]
    [InlineData("m2", 1, ErrorCode.UnknownMemberId)]
    [InlineData("", -1, ErrorCode.UnknownMemberId)]
    public void Commit_needs_member_and_epoch(string member, int epoch, ErrorCode expected)
    {
        _scene.Join("m1", "a");
        Assert.Equal(expected, Commit(member, epoch));
        Assert.Equal(expected == ErrorCode.None ? 42 : null, _scene.Harness.Offset("a"));
    }

    [Fact]
    public void Former_epoch_may_commit_what_it_already_had()
    {
        _scene.Join("m1", "a");
        _scene.Harness.Topics.Set("a", 5);
        _scene.Beat("m1", 2);
        Assert.Equal(ErrorCode.None, Commit("m1", 2, partition: 0));
        Assert.Equal(ErrorCode.StaleMemberEpoch, Commit("m1", 2, partition: 4));
        Assert.Equal(ErrorCode.None, Commit("m1", 3, partition: 4));
    }

    [Fact]
    public void Commit_of_a_version_without_epochs_is_refused()
    {
        _scene.Join("m1", "a");
        var commit = new GroupCommit("m1", null, 2, [GroupHarness.Entry(1, "a")]) { KnowsMemberEpochs = false };
        Assert.Equal(ErrorCode.UnsupportedVersion, _scene.Harness.Commit(commit).Response);
    }

    [Theory]
    [InlineData("m1", 2, ErrorCode.None)]
    [InlineData("m1", 1, ErrorCode.IllegalGeneration)]
    [InlineData("m2", 2, ErrorCode.UnknownMemberId)]
    [InlineData("", -1, ErrorCode.None)]
    public void Commit_in_a_transaction_may_leave_out_who_it_is(string member, int epoch, ErrorCode expected)
    {
        _scene.Join("m1", "a");
        var commit = new GroupCommit(member, null, epoch, [GroupHarness.Entry(1, "a")]) { IsTransactional = true, KnowsMemberEpochs = false };
        Assert.Equal(expected, _scene.Harness.Commit(commit).Response);
    }

    [Fact]
    public void Empty_group_takes_commits_from_outside()
    {
        _scene.Join("m1", "a");
        _scene.Beat("m1", -1);
        Assert.Equal(ErrorCode.None, Commit("", -1));
    }

    [Theory]
    [InlineData(null, -1, ErrorCode.None)]
    [InlineData("m1", 2, ErrorCode.None)]
    [InlineData("m1", 1, ErrorCode.StaleMemberEpoch)]
    [InlineData("m2", 1, ErrorCode.UnknownMemberId)]
    public void Fetch_checks_members(string? member, int epoch, ErrorCode expected)
    {
        _scene.Join("m1", "a");
        Assert.Equal(expected, _scene.Harness.Machine.CheckFetch(member, epoch));
    }

    [Fact]
    public void Offsets_of_subscribed_topics_cannot_be_deleted()
    {
        _scene.Join("m1", "a");
        Commit("m1", 2);
        var entry = new OffsetDeleteEntry(new TopicPartition("a", 0));
        Assert.Equal(ErrorCode.None, _scene.Harness.DeleteOffsets(entry).Response);
        Assert.Equal(ErrorCode.GroupSubscribedToTopic, entry.Error);
        _scene.Beat("m1", -1);
        _scene.Harness.DeleteOffsets(entry);
        Assert.Equal(ErrorCode.None, entry.Error);
        Assert.Null(_scene.Harness.Offset("a"));
    }

    [Fact]
    public void Group_with_members_cannot_be_deleted_and_an_empty_one_leaves_nothing()
    {
        _scene.Join("m1", "a");
        Commit("m1", 2);
        Assert.Equal(ErrorCode.NonEmptyGroup, _scene.Harness.Delete().Response);
        _scene.Beat("m1", -1);
        Assert.Equal(ErrorCode.None, _scene.Harness.Delete().Response);
        Assert.True(_scene.Harness.Machine.IsGone);
        Assert.Null(_scene.Harness.Replay());
    }

    [Fact]
    public void Offsets_expire_after_the_last_member_has_gone()
    {
        _scene.Join("m1", "a");
        Commit("m1", 2);
        _scene.Beat("m1", -1);
        _scene.Harness.Advance(6 * 24 * 60 * 60 * 1000);
        _scene.Harness.Do(m => m.Clean());
        Assert.Equal(42, _scene.Harness.Offset("a"));
        _scene.Harness.Advance(24 * 60 * 60 * 1000);
        _scene.Harness.Do(m => m.Clean());
        Assert.True(_scene.Harness.Machine.IsGone);
    }

    private ErrorCode Commit(string member, int epoch, int partition = 0)
    {
        var entry = new OffsetCommitEntry(new TopicPartition("a", partition), _scene.A.Id, 42, -1, "");
        return _scene.Harness.Commit(new GroupCommit(member, null, epoch, [entry])).Response;
    }
}
