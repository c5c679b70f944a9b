using Weir.Broker.Share;
using Weir.Broker.Tests.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Share;

public sealed class SharePartitionTests
{
    [Fact]
    public void Acquire_takes_whole_batches_past_the_limit()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        scene.Produce(10);

        Assert.Equal([new AcquiredRange(0, 9, 1)], scene.Acquire(maxRecords: 5));
        Assert.Equal([new AcquiredRange(10, 19, 1)], scene.Acquire(maxRecords: 5));
        Assert.Empty(scene.Acquire(maxRecords: 5));
    }

    [Fact]
    public void Acquire_by_record_limit_takes_not_one_more()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        scene.Produce(10);

        Assert.Equal([new AcquiredRange(0, 3, 1)], scene.Acquire(maxRecords: 4, isStrict: true));
        Assert.Equal(12, scene.Acquire(maxRecords: 12, isStrict: true).Sum(range => range.Count));
        Assert.Equal(16, scene.Machine.NextOffset);
    }

    [Fact]
    public void Acquire_ends_ranges_with_batches_of_the_size_asked_for()
    {
        var scene = ShareScene.Started();
        for (int i = 0; i < 4; i++)
        {
            scene.Produce(3);
        }

        Assert.Equal([new AcquiredRange(0, 5, 1), new AcquiredRange(6, 11, 1)], scene.Acquire(batchSize: 4));
    }

    [Fact]
    public void Acquire_passes_over_gaps_and_control_batches()
    {
        var scene = ShareScene.Started();
        scene.Produce(2);
        scene.Produce(1, isDeliverable: false);
        scene.Produce(2, gap: 5);

        Assert.Equal([new AcquiredRange(0, 1, 1), new AcquiredRange(8, 9, 1)], scene.Acquire());
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 0, 1, AcknowledgeType.Accept));
        Assert.Equal(8, scene.Machine.Window.Start);
    }

    [Fact]
    public void Acquire_at_the_limit_of_records_in_flight_delivers_only_what_was_released()
    {
        var scene = ShareScene.Started();
        scene.Settings = new ShareSettings { MaxInFlight = 100 };
        for (int i = 0; i < 30; i++)
        {
            scene.Produce(10);
        }

        Assert.Equal(100, scene.Acquire(maxRecords: 1000).Sum(range => range.Count));
        Assert.Null(scene.Machine.NextOffset);
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 50, 54, AcknowledgeType.Release));
        Assert.Equal([new AcquiredRange(50, 54, 2)], scene.Acquire());
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 20, 29, AcknowledgeType.Accept));
        Assert.Equal([new AcquiredRange(100, 109, 1)], scene.Acquire());
    }

    [Fact]
    public void Acknowledge_moves_the_start_behind_what_is_done()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        scene.Acquire();

        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 3, 5, AcknowledgeType.Accept, AcknowledgeType.Reject, AcknowledgeType.Gap));
        Assert.Equal((0, 3), (scene.Machine.Window.Start, scene.Machine.Window.Done));
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 0, 2, AcknowledgeType.Accept));
        Assert.Equal((6, 0), (scene.Machine.Window.Start, scene.Machine.Window.Done));
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 0, 2, AcknowledgeType.Accept));
    }

    [Fact]
    public void Acknowledge_refuses_what_is_not_the_members_and_then_changes_nothing()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        scene.Acquire("a", maxRecords: 5, isStrict: true);
        scene.Acquire("b");
        string before = scene.Describe();

        Assert.Equal(ErrorCode.InvalidRecordState, scene.Acknowledge("a", 3, 6, AcknowledgeType.Accept));
        Assert.Equal(ErrorCode.InvalidRequest, scene.Acknowledge("b", 8, 10, AcknowledgeType.Accept));
        Assert.Equal(ErrorCode.InvalidRequest, scene.Acknowledge("b", 10, 10, AcknowledgeType.Accept));
        Assert.Equal(before, scene.Describe());
        Assert.Equal(ErrorCode.None, scene.Acknowledge("b", 5, 9, AcknowledgeType.Accept));
        Assert.Equal(ErrorCode.InvalidRecordState, scene.Acknowledge("b", 5, 9, AcknowledgeType.Accept));
    }

    [Fact]
    public void Acknowledge_of_what_comes_behind_an_empty_window_is_not_acquired()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        Assert.Equal(ErrorCode.InvalidRecordState, scene.Acknowledge("a", 0, 3, AcknowledgeType.Accept));
        scene.Acquire("a");
        Assert.Equal(ErrorCode.None, scene.Acknowledge("a", 0, 9, AcknowledgeType.Accept));
        Assert.Equal(ErrorCode.InvalidRecordState, scene.Acknowledge("a", 10, 10, AcknowledgeType.Accept));
        Assert.Equal(ErrorCode.None, scene.Acknowledge("a", 0, 9, AcknowledgeType.Accept));
    }

    [Fact]
    public void Acknowledge_is_answered_when_it_is_durable()
    {
        var scene = ShareScene.Started();
        scene.Produce(1);
        scene.Acquire();
        scene.HoldWrites = true;

        RecordedReply<ApiError> reply = scene.Begin("m", 0, 0, AcknowledgeType.Accept);
        Assert.False(reply.IsAnswered);
        scene.CompleteWrite();
        Assert.Equal(ErrorCode.None, reply.Response.Code);
    }

    [Fact]
    public void Acknowledge_whose_write_fails_is_told_anew_by_the_next()
    {
        var scene = ShareScene.Started();
        scene.Produce(4);
        scene.Acquire();
        scene.HoldWrites = true;
        RecordedReply<ApiError> failed = scene.Begin("m", 1, 1, AcknowledgeType.Accept);
        scene.CompleteWrite(ErrorCode.KafkaStorageError);
        scene.HoldWrites = false;

        Assert.Equal(ErrorCode.CoordinatorNotAvailable, failed.Response.Code);
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 2, 2, AcknowledgeType.Accept));
        string before = scene.Describe();
        scene.Crash();
        Assert.Equal(before, scene.Describe());
    }

    [Fact]
    public void Acknowledge_whose_write_fails_does_not_count_and_may_be_repeated()
    {
        var scene = ShareScene.Started();
        scene.Produce(4);
        scene.Acquire();
        scene.HoldWrites = true;
        RecordedReply<ApiError> failed = scene.Begin("m", 0, 1, AcknowledgeType.Accept, AcknowledgeType.Reject);
        RecordedReply<ApiError> later = scene.Begin("m", 2, 2, AcknowledgeType.Accept);
        Assert.Equal(3, scene.Machine.Window.Start);
        scene.CompleteWrite(ErrorCode.KafkaStorageError);
        scene.CompleteWrites();

        Assert.Equal((ErrorCode.CoordinatorNotAvailable, ErrorCode.None), (failed.Response.Code, later.Response.Code));
        Assert.Equal("0: 2Acknowledgedx0", scene.Describe());
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 0, 0, AcknowledgeType.Accept));
        Assert.Equal(1, scene.Machine.Window.Start);
        scene.Crash();
        Assert.Equal("1: 2Acknowledgedx0", scene.Describe());
        Assert.Equal([new AcquiredRange(1, 1, 1)], scene.Acquire(maxRecords: 1, isStrict: true));
    }

    [Fact]
    public void Acknowledge_whose_write_fails_after_the_lock_has_run_out_frees_the_records()
    {
        var scene = ShareScene.Started();
        scene.Produce(1);
        scene.Acquire("a");
        scene.HoldWrites = true;
        scene.Begin("a", 0, 0, AcknowledgeType.Accept);
        scene.Advance(30_000);
        scene.CompleteWrite(ErrorCode.KafkaStorageError);
        scene.CompleteWrites();
        scene.Advance(1);
        Assert.Equal([new AcquiredRange(0, 0, 2)], scene.Acquire("b"));
    }

    [Fact]
    public void Acknowledge_whose_write_fails_after_a_new_beginning_changes_nothing()
    {
        var scene = ShareScene.Started();
        scene.Produce(4);
        scene.Acquire();
        scene.HoldWrites = true;
        scene.Begin("m", 0, 1, AcknowledgeType.Accept);
        scene.Do(machine => machine.Reset(3, stateEpoch: 2, leaderEpoch: 0, reply: null));
        scene.CompleteWrite(ErrorCode.KafkaStorageError);
        scene.CompleteWrites();
        Assert.Equal((3, 4), (scene.Machine.Window.Start, scene.Acquire()[0].Last + 1));
    }

    [Fact]
    public void Lock_that_runs_out_releases_the_records()
    {
        var scene = ShareScene.Started();
        scene.Produce(2);
        scene.Acquire("a");
        scene.Advance(29_999);
        Assert.Null(scene.Machine.Window.FirstAvailable);
        scene.Advance(1);

        Assert.Equal([new AcquiredRange(0, 1, 2)], scene.Acquire("b"));
        Assert.Equal(ErrorCode.InvalidRecordState, scene.Acknowledge("a", 0, 1, AcknowledgeType.Accept));
    }

    [Fact]
    public void Renew_begins_the_lock_anew()
    {
        var scene = ShareScene.Started();
        scene.Produce(2);
        scene.Acquire();
        scene.Advance(20_000);
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 1, 1, AcknowledgeType.Renew));
        scene.Advance(20_000);

        Assert.Equal(0, scene.Machine.Window.FirstAvailable);
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 1, 1, AcknowledgeType.Accept));
        scene.Settings = new ShareSettings { MayRenew = false };
        scene.Acquire();
        Assert.Equal(ErrorCode.InvalidRecordState, scene.Acknowledge("m", 0, 0, AcknowledgeType.Renew));
    }

    [Fact]
    public void Record_delivered_as_often_as_it_may_is_archived()
    {
        var scene = ShareScene.Started();
        scene.Settings = new ShareSettings { DeliveryCountLimit = 2 };
        scene.Produce(1);
        scene.Acquire();
        scene.Acknowledge("m", 0, 0, AcknowledgeType.Release);
        Assert.Equal([new AcquiredRange(0, 0, 2)], scene.Acquire());
        scene.Acknowledge("m", 0, 0, AcknowledgeType.Release);

        Assert.Empty(scene.Acquire());
        Assert.Equal(1, scene.Machine.Window.Start);
    }

    [Fact]
    public void Record_on_its_last_attempt_is_delivered_alone()
    {
        var scene = ShareScene.Started();
        scene.Settings = new ShareSettings { DeliveryCountLimit = 2 };
        scene.Produce(3);
        scene.Acquire();
        scene.Acknowledge("m", 1, 2, AcknowledgeType.Release);
        scene.Produce(2);

        Assert.Equal([new AcquiredRange(1, 1, 2)], scene.Acquire());
        Assert.Equal([new AcquiredRange(2, 2, 2)], scene.Acquire());
        Assert.Equal([new AcquiredRange(3, 4, 1)], scene.Acquire());
    }

    [Fact]
    public void Release_of_a_member_leaves_the_others_alone()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        scene.Acquire("a", maxRecords: 5, isStrict: true);
        scene.Acquire("b");
        scene.Do(machine => machine.Release("a", reply: null));

        Assert.Equal([new AcquiredRange(0, 4, 2)], scene.Acquire("c"));
        Assert.Equal(ErrorCode.None, scene.Acknowledge("b", 5, 9, AcknowledgeType.Accept));
    }

    [Fact]
    public void Restart_keeps_the_start_what_is_done_and_how_often_the_rest_was_delivered()
    {
        var scene = ShareScene.Started(start: 3);
        scene.Produce(20);
        scene.Acquire();
        scene.Acknowledge("m", 3, 3, AcknowledgeType.Accept);
        scene.Acknowledge("m", 6, 7, AcknowledgeType.Reject);
        scene.Acknowledge("m", 9, 9, AcknowledgeType.Release);
        string before = scene.Describe();
        scene.Crash();

        Assert.Equal(before, scene.Describe());
        Assert.Equal("4: 6Archivedx1 7Archivedx1 9x1", before);
        Assert.Equal([new AcquiredRange(4, 5, 1), new AcquiredRange(8, 8, 1), new AcquiredRange(9, 9, 2), new AcquiredRange(10, 19, 1)], scene.Acquire());
    }

    [Fact]
    public void Snapshots_take_the_place_of_many_updates()
    {
        var scene = ShareScene.Started();
        scene.Produce(2 * SharePartitionJournal.UpdatesPerSnapshot);
        scene.Settings = new ShareSettings { MaxInFlight = 10_000 };
        scene.Acquire();
        for (int i = 0; i <= SharePartitionJournal.UpdatesPerSnapshot; i++)
        {
            scene.Acknowledge("m", (2 * i) + 1, (2 * i) + 1, i % 2 == 0 ? AcknowledgeType.Accept : AcknowledgeType.Release);
            scene.Settings = new ShareSettings { MaxInFlight = 10_000 };
            if ((2 * i) + 3 >= scene.LogEnd)
            {
                break;
            }
        }

        scene.Acknowledge("m", 0, 0, AcknowledgeType.Accept);
        string before = scene.Describe();
        Assert.Equal(2, scene.Log.Count(ShareStateRecords.IsSnapshot));
        scene.Crash();
        Assert.Equal(before, scene.Describe());
    }

    [Fact]
    public void Log_start_that_moves_takes_the_records_with_it()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        scene.Produce(10);
        scene.Acquire("m", mostBatches: 1);
        scene.MoveLogStart(5);

        Assert.Equal(5, scene.Machine.Window.Start);
        Assert.Equal(ErrorCode.None, scene.Acknowledge("m", 0, 9, AcknowledgeType.Accept));
        scene.MoveLogStart(15);
        Assert.Equal((15, 15), (scene.Machine.Window.Start, scene.Machine.NextOffset));
        scene.Crash();
        Assert.Equal(15, scene.Machine.Window.Start);
    }

    [Fact]
    public void Log_that_lost_its_end_is_followed_back()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        scene.Acquire();
        scene.Acknowledge("m", 4, 9, AcknowledgeType.Accept);
        scene.Do(machine => machine.Align(0, 6));

        Assert.Equal((0, 6), (scene.Machine.Window.Start, scene.Machine.Window.Start + scene.Machine.Window.InFlight + scene.Machine.Window.Done));
    }

    [Fact]
    public void Nothing_is_delivered_before_the_start_is_durable()
    {
        var scene = new ShareScene { HoldWrites = true };
        scene.Produce(1);
        scene.Do(machine => machine.Reset(0, 1, 0, reply: null));
        Assert.Empty(scene.Acquire());
        scene.CompleteWrite();

        Assert.Equal([new AcquiredRange(0, 0, 1)], scene.Acquire());
    }

    [Fact]
    public void Reset_forgets_deliveries()
    {
        var scene = ShareScene.Started();
        scene.Produce(10);
        scene.Acquire();
        scene.Acknowledge("m", 0, 9, AcknowledgeType.Accept);
        scene.Do(machine => machine.Reset(2, 5, 0, reply: null));
        scene.Crash();

        Assert.Equal([new AcquiredRange(2, 9, 1)], scene.Acquire());
    }

    [Fact]
    public void Delete_leaves_nothing_in_the_log()
    {
        var scene = ShareScene.Started();
        scene.Do(machine => machine.Delete(reply: null));

        Assert.True(scene.Machine.IsGone);
        Assert.Null(scene.Replay());
    }
}
