using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Groups;

public sealed class GroupOffsetsTests
{
    private const int RetentionMs = 3_600_000;

    private readonly GroupHarness _group = new(new GroupOptions { OffsetsRetentionMs = RetentionMs });

    [Fact]
    public void Commit_without_generation_to_an_empty_group_is_taken()
    {
        Assert.Equal(ErrorCode.None, _group.Commit(7).Response);
        Assert.Equal(7, _group.Offset());
    }

    [Fact]
    public void Commit_without_generation_to_a_group_with_members_is_refused()
    {
        _group.Stable(1);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Commit(7).Response);
    }

    [Fact]
    public void Commit_of_a_member_is_checked_like_its_other_requests()
    {
        (string[] members, int generation) = _group.Stable(1);
        Assert.Equal(ErrorCode.None, _group.Commit(7, members[0], generation).Response);
        Assert.Equal(ErrorCode.IllegalGeneration, _group.Commit(8, members[0], generation + 1).Response);
        Assert.Equal(ErrorCode.IllegalGeneration, _group.Commit(8, members[0], -1).Response);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Commit(8, "nobody", generation).Response);
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Commit(8, members[0], generation, "i").Response);
        Assert.Equal(7, _group.Offset());
    }

    [Fact]
    public void Commit_while_joins_are_collected_is_taken()
    {
        (string[] members, int generation) = _group.Stable(1);
        _group.Join(version: 3);
        Assert.Equal(ErrorCode.None, _group.Commit(7, members[0], generation).Response);
    }

    [Fact]
    public void Commit_while_the_assignment_is_awaited_is_told_to_rejoin()
    {
        string id = _group.NewId();
        _group.Join(id);
        Assert.Equal(ErrorCode.RebalanceInProgress, _group.Commit(7, id, 1).Response);
    }

    [Fact]
    public void Commit_is_visible_and_answered_only_when_it_is_durable()
    {
        _group.HoldWrites = true;
        RecordedReply<ErrorCode> reply = _group.Commit(7);
        Assert.Equal((false, null), (reply.IsAnswered, _group.Offset()));
        _group.CompleteWrite();
        Assert.Equal((ErrorCode.None, 7), (reply.Response, _group.Offset()));
    }

    [Fact]
    public void Failed_commit_is_reported_and_leaves_the_old_offset()
    {
        _group.Commit(6);
        _group.HoldWrites = true;
        RecordedReply<ErrorCode> reply = _group.Commit(7);
        _group.CompleteWrite(ErrorCode.KafkaStorageError);
        Assert.Equal((ErrorCode.CoordinatorNotAvailable, 6), (reply.Response, _group.Offset()));
    }

    [Fact]
    public void Metadata_over_the_limit_is_refused_for_its_partition_alone()
    {
        OffsetCommitEntry longest = GroupHarness.Entry(1, metadata: new string('é', 4096));
        OffsetCommitEntry tooLong = GroupHarness.Entry(1, partition: 1, metadata: new string('x', 4097));
        Assert.Equal(ErrorCode.None, _group.Commit(new GroupCommit("", null, -1, [longest, tooLong])).Response);
        Assert.Equal((ErrorCode.None, ErrorCode.OffsetMetadataTooLarge), (longest.Error, tooLong.Error));
        Assert.Equal((1, null), (_group.Offset(), _group.Offset(partition: 1)));
    }

    [Fact]
    public void Everything_a_commit_says_comes_back_from_the_log()
    {
        var topicId = Guid.NewGuid();
        var entry = new OffsetCommitEntry(new TopicPartition("t", 3), topicId, long.MaxValue, 5, "métadonnées");
        _group.Commit(new GroupCommit("", null, -1, [entry]));
        _group.Crash();
        CommittedOffset committed = _group.Machine.Offsets[new TopicPartition("t", 3)];
        Assert.Equal(new CommittedOffset(long.MaxValue, 5, "métadonnées", _group.Time.GetUtcNow().ToUnixTimeMilliseconds()) { TopicId = topicId }, committed);
    }

    [Fact]
    public void Offsets_of_a_simple_group_expire_after_their_last_commit()
    {
        _group.Commit(1);
        _group.Advance(RetentionMs / 2);
        _group.Commit(2, partition: 1);
        _group.Advance(RetentionMs / 2);
        _group.Do(m => m.Clean());
        Assert.Equal((null, 2), (_group.Offset(), _group.Offset(partition: 1)));
        Assert.False(_group.Machine.IsGone);
        _group.Advance(RetentionMs / 2);
        _group.Do(m => m.Clean());
        Assert.True(_group.Machine.IsGone);
        Assert.Null(_group.Replay());
    }

    [Fact]
    public void Offsets_of_a_group_count_from_the_moment_it_became_empty()
    {
        (string[] members, int generation) = _group.Stable(1, sessionMs: 1_800_000);
        _group.Commit(1, members[0], generation);
        _group.Advance(RetentionMs / 4);
        _group.Leave((members[0], null));
        _group.Advance(RetentionMs - 1);
        _group.Do(m => m.Clean());
        Assert.Equal(1, _group.Offset());
        _group.Advance(1);
        _group.Do(m => m.Clean());
        Assert.True(_group.Machine.IsGone);
        Assert.Null(_group.Replay());
    }

    [Fact]
    public void Offsets_of_a_living_group_expire_only_for_topics_nobody_subscribes()
    {
        (string[] members, int generation) = _group.Stable(1, sessionMs: 1_800_000);
        _group.Commit(1, members[0], generation, topic: "t");
        _group.Commit(2, members[0], generation, topic: "other");
        for (int i = 0; i < 4; i++)
        {
            _group.Advance(RetentionMs / 4);
            _group.Heartbeat(members[0], generation);
        }

        _group.Do(m => m.Clean());
        Assert.Equal((1, null), (_group.Offset("t"), _group.Offset("other")));
    }

    [Fact]
    public void Offsets_of_a_living_group_of_another_protocol_type_never_expire()
    {
        string id = _group.Join(version: 3, protocolType: "connect", sessionMs: 1_800_000).Response.MemberId;
        _group.Sync(id, 1);
        _group.Commit(1, id, 1);
        for (int i = 0; i < 8; i++)
        {
            _group.Advance(RetentionMs / 4);
            _group.Heartbeat(id, 1);
        }

        _group.Do(m => m.Clean());
        Assert.Equal(1, _group.Offset());
    }

    [Fact]
    public void Retention_of_the_commit_itself_wins()
    {
        _group.Commit(new GroupCommit("", null, -1, [GroupHarness.Entry(1)]) { RetentionMs = 1_000 });
        _group.Crash();
        _group.Advance(999);
        _group.Do(m => m.Clean());
        Assert.Equal(1, _group.Offset());
        _group.Advance(1);
        _group.Do(m => m.Clean());
        Assert.Null(_group.Offset());
    }

    [Fact]
    public void Empty_group_without_offsets_goes_at_the_next_cleaning()
    {
        (string[] members, _) = _group.Stable(1);
        _group.Leave((members[0], null));
        _group.Do(m => m.Clean());
        Assert.True(_group.Machine.IsGone);
        Assert.Null(_group.Replay());
    }

    [Fact]
    public void Group_that_waits_for_a_pending_member_stays()
    {
        _group.NewId();
        _group.Do(m => m.Clean());
        Assert.False(_group.Machine.IsGone);
    }

    [Fact]
    public void Deleted_topic_takes_its_offsets_along()
    {
        _group.Commit(1, topic: "t");
        _group.Commit(2, topic: "u");
        _group.HoldWrites = true;
        RecordedReply<ErrorCode> late = _group.Commit(3, topic: "t", partition: 1);
        _group.Do(m => m.DropTopics((topic, _) => topic == "t"));
        _group.HoldWrites = false;
        _group.Do(_ => { });
        Assert.True(late.IsAnswered);
        Assert.Equal((null, null, 2), (_group.Offset("t"), _group.Offset("t", 1), _group.Offset("u")));
        Assert.Equal("u", Assert.Single(_group.Replay()!.Offsets).Key.Topic);
    }

    [Fact]
    public void Delete_of_offsets_refuses_topics_the_group_subscribes_to()
    {
        (string[] members, int generation) = _group.Stable(1);
        _group.Commit(1, members[0], generation, topic: "t");
        _group.Commit(2, members[0], generation, topic: "u");
        OffsetDeleteEntry subscribed = new(new TopicPartition("t", 0)), free = new(new TopicPartition("u", 0)), absent = new(new TopicPartition("u", 9));
        Assert.Equal(ErrorCode.None, _group.DeleteOffsets(subscribed, free, absent).Response);
        Assert.Equal([ErrorCode.GroupSubscribedToTopic, ErrorCode.None, ErrorCode.None], new[] { subscribed.Error, free.Error, absent.Error });
        Assert.Equal((1, null), (_group.Offset("t"), _group.Offset("u")));
    }

    [Fact]
    public void Delete_of_offsets_of_a_living_group_of_another_protocol_type_is_refused()
    {
        string id = _group.Join(version: 3, protocolType: "connect").Response.MemberId;
        _group.Sync(id, 1);
        Assert.Equal(ErrorCode.NonEmptyGroup, _group.DeleteOffsets(new OffsetDeleteEntry(new TopicPartition("t", 0))).Response);
    }

    [Fact]
    public void Delete_of_a_group_with_members_is_refused()
    {
        _group.Stable(1);
        Assert.Equal(ErrorCode.NonEmptyGroup, _group.Delete().Response);
    }

    [Fact]
    public void Delete_of_an_empty_group_leaves_nothing_in_the_log_not_even_a_commit_on_its_way()
    {
        _group.Commit(1);
        _group.HoldWrites = true;
        _group.Commit(2, partition: 1);
        RecordedReply<ErrorCode> delete = _group.Delete();
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, _group.Commit(3).Response);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, _group.Join(version: 3).Response.ErrorCode);
        _group.HoldWrites = false;
        _group.Do(_ => { });
        Assert.Equal((ErrorCode.None, true), (delete.Response, _group.Machine.IsGone));
        Assert.Null(_group.Replay());
    }

    [Fact]
    public void Failed_delete_brings_the_group_back()
    {
        _group.Commit(1);
        _group.HoldWrites = true;
        RecordedReply<ErrorCode> delete = _group.Delete();
        _group.CompleteWrite(ErrorCode.KafkaStorageError);
        Assert.Equal((ErrorCode.CoordinatorNotAvailable, GroupState.Empty, 1), (delete.Response, _group.State, _group.Offset()));
    }
}
