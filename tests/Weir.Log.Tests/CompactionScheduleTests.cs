using Weir.Log.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

/// <summary>When a log is compacted and how far, and what happens when it cannot be.</summary>
public sealed class CompactionScheduleTests : IAsyncDisposable
{
    private readonly CompactedLogs _logs = new();

    public ValueTask DisposeAsync() => _logs.DisposeAsync();

    [Fact]
    public void Compact_waits_until_enough_is_dirty()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { MinCleanableDirtyRatio = 0.5 });
        CompactedLogs.Fill(log, segments: 10, distinct: true);
        _logs.Compact();
        long cleaned = log.SizeInBytes;

        CompactedLogs.Fill(log, segments: 4);
        int records = log.ReadRecords().Count;
        _logs.Compact();
        Assert.Equal(records, log.ReadRecords().Count);

        CompactedLogs.Fill(log, segments: 8);
        _logs.Compact();
        Assert.InRange(log.SizeInBytes, cleaned, cleaned + (3 * CompactedLogs.Config.SegmentBytes));
    }

    [Fact]
    public void Compact_leaves_alone_what_is_younger_than_the_minimum_lag()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { MinCompactionLagMs = 10_000 });
        CompactedLogs.Fill(log, timestamp: _logs.Now);
        int records = log.ReadRecords().Count;

        _logs.Time.Advance(TimeSpan.FromMilliseconds(9_000));
        _logs.Compact();
        Assert.Equal(records, log.ReadRecords().Count);

        _logs.Time.Advance(TimeSpan.FromMilliseconds(1_000));
        _logs.Compact();
        Assert.InRange(log.ReadRecords().Count, 1, records / 2);
    }

    [Fact]
    public void Compact_does_what_is_overdue_however_little_it_is()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { MinCleanableDirtyRatio = 1, MaxCompactionLagMs = 10_000 });
        CompactedLogs.Fill(log, timestamp: _logs.Now);
        int records = log.ReadRecords().Count;

        _logs.Time.Advance(TimeSpan.FromMilliseconds(10_000));
        _logs.Compact();
        Assert.Equal(records, log.ReadRecords().Count);

        _logs.Time.Advance(TimeSpan.FromMilliseconds(1));
        _logs.Compact();
        Assert.InRange(log.ReadRecords().Count, 1, records / 2);
    }

    [Fact]
    public void Append_to_a_compacted_log_rolls_in_time_for_the_maximum_lag()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { MaxCompactionLagMs = 5_000 });
        log.Append(Batches.Keyed("key", "value", timestamp: 100_000));
        log.Append(Batches.Keyed("key", "value", timestamp: 105_000));
        log.Append(Batches.Keyed("key", "value", timestamp: 105_001));

        Assert.Equal(["00000000000000000000.log", "00000000000000000002.log"], CompactedLogs.FilesOf(log));
    }

    [Fact]
    public void Compact_puts_small_segments_together()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        CompactedLogs.Fill(log, segments: 12);
        _logs.Compact();
        Assert.InRange(CompactedLogs.FilesOf(log).Length, 12, 14);

        CompactedLogs.Fill(log, segments: 2);
        _logs.Compact();

        Assert.InRange(CompactedLogs.FilesOf(log).Length, 2, 5);
        Assert.NotEmpty(Directory.GetFiles(log.Path, "*.log.deleted"));
        _logs.Time.Advance(TimeSpan.FromMilliseconds(CompactedLogs.Config.FileDeleteDelayMs));
        Assert.Empty(Directory.GetFiles(log.Path, "*.deleted"));
        Assert.Empty(Directory.GetFiles(log.Path, "*.cleaned"));
        Assert.Empty(Directory.GetFiles(log.Path, "*.swap"));
    }

    [Fact]
    public void Compact_does_not_write_a_segment_anew_that_stays_as_it_is()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { SegmentBytes = 1000 });
        CompactedLogs.Fill(log, segments: 3, distinct: true);

        _logs.Compact();

        Assert.Empty(Directory.GetFiles(log.Path, "*.deleted"));
        Assert.Equal(log.CleanedOffset, long.Parse(Path.GetFileNameWithoutExtension(CompactedLogs.FilesOf(log)[^1])));
    }

    [Fact]
    public async Task Compact_remembers_in_Kafkas_checkpoint_how_far_it_came()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        CompactedLogs.Fill(log);
        _logs.Compact();
        long cleaned = log.CleanedOffset;

        Assert.Equal($"0\n1\nrides 0 {cleaned}\n", await File.ReadAllTextAsync(Path.Join(_logs.Root, "cleaner-offset-checkpoint"), TestContext.Current.CancellationToken));
        await _logs.ReopenAsync();

        Assert.Equal(cleaned, _logs.Rides(CompactedLogs.Config).CleanedOffset);
    }

    [Fact]
    public async Task Compact_with_little_memory_takes_several_rounds()
    {
        await _logs.ReopenAsync(new LogCleanerOptions { DedupeBufferBytes = 24 * 10, DedupeBufferLoadFactor = 0.9 });
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { SegmentBytes = 4000, MinCleanableDirtyRatio = 0 });
        for (int i = 0; i < 200; i++)
        {
            log.Append(Batches.Keyed($"key {i % 50}", $"value {i}"));
        }

        List<StoredRecord> before = CompactedLogs.Flushed(log);

        _logs.Compact();

        Assert.Equal(CompactedLogs.Latest(before), CompactedLogs.Latest(log.ReadRecords()));
        Assert.InRange(log.ReadRecords().Count, 50, 120);
    }

    [Fact]
    public async Task Compact_gives_up_on_a_log_whose_batches_do_not_fit_into_memory()
    {
        await _logs.ReopenAsync(new LogCleanerOptions { DedupeBufferBytes = 24 * 4 });
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        for (int i = 0; i < 20; i++)
        {
            log.Append(Batches.Keyed(Enumerable.Range(0, 20).Select(k => ($"key {k}", (string?)"value"))));
        }

        List<StoredRecord> before = CompactedLogs.Flushed(log);

        _logs.Compact();

        Assert.Equal(before, log.ReadRecords());
    }

    [Fact]
    public void Compact_and_delete_both_apply()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { CleanupDelete = true, RetentionMs = 60_000 });
        CompactedLogs.Fill(log, segments: 6, distinct: true, timestamp: _logs.Now);
        CompactedLogs.Fill(log, segments: 6, timestamp: _logs.Now);
        _logs.Compact();
        long size = log.SizeInBytes;
        Assert.Equal(0, log.LogStartOffset);

        _logs.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.True(SpinWait.SpinUntil(() => log.LogStartOffset == log.LogEndOffset, TimeSpan.FromSeconds(30)), "retention did not come after the compaction");
        Assert.True(size > 0);
        Assert.Equal(0, log.SizeInBytes);
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.Read(0, long.MaxValue, 100, true).Error);
    }

    [Fact]
    public void Compact_leaves_the_log_as_it_is_when_the_disk_is_full_and_tries_again_later()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        for (int i = 0; i < 100; i++)
        {
            log.Append(Batches.Keyed(i % 4 == 0 ? $"key {i}" : "often", "value"));
        }

        log.Flush();
        List<StoredRecord> before = log.ReadRecords();
        _logs.Files.FreeBytes = 30;

        _logs.Compact();
        Assert.Equal(before, log.ReadRecords());
        Assert.Empty(Directory.GetFiles(log.Path, "*.cleaned"));
        Assert.Equal(ErrorCode.None, log.Failure);

        _logs.Files.FreeBytes = long.MaxValue;
        _logs.Compact();
        Assert.Equal(before, log.ReadRecords());
        _logs.Time.Advance(TimeSpan.FromSeconds(29));
        _logs.Compact();
        Assert.Equal(before, log.ReadRecords());
        _logs.Time.Advance(TimeSpan.FromSeconds(1));
        CompactedLogs.AwaitCompaction(log, before.Count);
    }

    [Fact]
    public void Compact_does_not_touch_a_log_with_a_damaged_batch()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        CompactedLogs.Fill(log);
        byte[] before = log.ReadBytes(0);
        Crash.Overwrite(Path.Join(log.Path, CompactedLogs.FilesOf(log)[2]), RecordBatchHeader.SizeInBytes + 8, [0xFF, 0xFF]);

        _logs.Compact();

        Assert.Equal(before, log.ReadBytes(0));
        Assert.Empty(Directory.GetFiles(log.Path, "*.deleted"));
        Assert.Empty(Directory.GetFiles(log.Path, "*.cleaned"));
    }

    [Fact]
    public void Compact_runs_by_itself_on_a_thread_of_its_own()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        CompactedLogs.Fill(log);
        int records = log.ReadRecords().Count;

        _logs.Time.Advance(TimeSpan.FromSeconds(15));

        CompactedLogs.AwaitCompaction(log, records);
    }

    [Fact]
    public void Compact_stops_at_an_open_transaction()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        CompactedLogs.Fill(log, segments: 3);
        log.Append(Batches.Keyed([("open", "value")], configure: b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence, b.IsTransactional) = (7, 0, 0, true)));
        long open = log.LastStableOffset;
        CompactedLogs.Fill(log, segments: 3);

        _logs.Compact();

        Assert.InRange(log.CleanedOffset, 1, open);
        Assert.Contains(log.ReadRecords(), record => record.Key == "open");
    }
}
