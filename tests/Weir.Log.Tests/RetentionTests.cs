using Microsoft.Extensions.Time.Testing;
using Weir.Log.Tests.Support;
using Weir.Protocol;

namespace Weir.Log.Tests;

public sealed class RetentionTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _root = new();
    private readonly FakeTimeProvider _time = new(Start);
    private readonly LogDirectory _directory;

    public RetentionTests() => _directory = LogDirectories.Open(_root, new LogDirectoryOptions { Durability = Durability.Os, CheckpointInterval = TimeSpan.FromDays(1) }, _time);

    public async ValueTask DisposeAsync()
    {
        await _directory.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public void Retention_by_time_removes_whole_segments_whose_last_time_is_too_old()
    {
        PartitionLog log = Write(segments: 4, new LogConfig { SegmentBytes = 200, RetentionMs = 10_000 }, stepMs: 4_000);

        // Segments end at 4, 12, 20 and 28 s; it is 32 s now.
        _directory.ApplyRetention();
        Assert.Equal(6, log.LogStartOffset);

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(8, log.LogStartOffset);
        Assert.Equal(8, log.LogEndOffset);
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.Read(7, long.MaxValue, 100, true).Error);
        Assert.Equal(8, log.Append(Batches.Of("next")).BaseOffset);
    }

    [Fact]
    public void Retention_by_size_keeps_at_least_that_much()
    {
        PartitionLog log = Write(segments: 5, new LogConfig { SegmentBytes = 200, RetentionMs = -1, RetentionBytes = 400 });
        long segment = log.SizeInBytes / 5;

        _directory.ApplyRetention();

        Assert.Equal((400 / segment + 1) * segment, log.SizeInBytes);
        Assert.True(log.LogStartOffset > 0);
    }

    [Fact]
    public void Retention_off_keeps_everything()
    {
        PartitionLog log = Write(segments: 5, new LogConfig { SegmentBytes = 200, RetentionMs = -1 });

        _time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(0, log.LogStartOffset);
    }

    [Fact]
    public void Retention_without_the_delete_policy_removes_only_what_lies_below_the_log_start()
    {
        PartitionLog log = Write(segments: 5, new LogConfig { SegmentBytes = 200, RetentionMs = 1, RetentionBytes = 1, CleanupDelete = false });
        log.AdvanceLogStart(5);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(5, log.LogStartOffset);
        Assert.Equal(3, Directory.GetFiles(log.Path, "*.log").Length);
    }

    [Fact]
    public async Task Retention_leaves_logs_alone_that_the_broker_has_not_claimed()
    {
        Write(segments: 5, new LogConfig { SegmentBytes = 200 });
        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        await using LogDirectory reopened = LogDirectories.Open(crashed, time: new FakeTimeProvider(Start.AddYears(1)));

        reopened.ApplyRetention();

        Assert.Equal(0, reopened.Find(LogDirectories.Topic, 0)!.LogStartOffset);
    }

    [Fact]
    public void Retention_removes_files_only_after_the_delay_and_leased_slices_stay_readable()
    {
        PartitionLog log = Write(segments: 2, new LogConfig { SegmentBytes = 200, RetentionBytes = 1, RetentionMs = -1, FileDeleteDelayMs = 60_000 });
        byte[] expected = log.ReadBytes(0);
        using LogSlice slice = log.Read(0, long.MaxValue, int.MaxValue, true);

        _directory.ApplyRetention();
        Assert.NotEmpty(Directory.GetFiles(log.Path, "*.deleted"));
        _time.Advance(TimeSpan.FromMilliseconds(59_999));
        Assert.NotEmpty(Directory.GetFiles(log.Path, "*.deleted"));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Empty(Directory.GetFiles(log.Path, "*.deleted"));
        byte[] bytes = new byte[slice.Length];
        slice.CopyTo(bytes);
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public async Task AdvanceLogStart_survives_a_crash_once_checkpointed()
    {
        PartitionLog log = Write(segments: 3, new LogConfig { SegmentBytes = 200 });
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.AdvanceLogStart(7));
        Assert.Equal(ErrorCode.None, log.AdvanceLogStart(3));
        Assert.Equal(ErrorCode.None, log.AdvanceLogStart(1));
        _directory.CheckpointLogStartOffsets();

        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        await using LogDirectory reopened = LogDirectories.Open(crashed);

        Assert.Equal(3, reopened.Rides().LogStartOffset);
    }

    [Fact]
    public void Append_rolls_when_the_segment_is_older_than_segment_ms()
    {
        PartitionLog log = _directory.Rides(new LogConfig { SegmentMs = 1000 });
        log.Append(Batches.At(5000));
        log.Append(Batches.At(6000));
        log.Append(Batches.At(6001));
        log.Append(Batches.At(6002));

        Assert.Equal(["00000000000000000000.log", "00000000000000000002.log"], LogFiles(log));
    }

    [Fact]
    public void Append_rolls_when_an_index_is_full()
    {
        PartitionLog log = _directory.Rides(new LogConfig { SegmentIndexBytes = 36, IndexIntervalBytes = 0 });
        for (int i = 0; i < 6; i++)
        {
            log.Append(Batches.At(1000 + i));
        }

        // Room for three time entries, one of them kept for the end; the first batch has none.
        Assert.Equal(["00000000000000000000.log", "00000000000000000003.log"], LogFiles(log));
    }

    [Fact]
    public void Delete_renames_at_once_and_removes_later()
    {
        PartitionLog log = Write(segments: 1, LogConfig.Default);
        using var waiter = new FlushSignal();

        Assert.True(_directory.Delete(log.Topic, log.Partition));

        Assert.False(_directory.Delete(log.Topic, log.Partition));
        Assert.Null(_directory.Find(log.Topic, log.Partition));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, log.Append(Batches.Of("late")).Error);
        string renamed = Assert.Single(Directory.GetDirectories(_root));
        Assert.Matches(@"rides-0\.[0-9a-f]{32}-delete$", renamed);
        Assert.Equal(0, _directory.Rides().LogEndOffset);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(Directory.Exists(renamed));
    }

    private static IEnumerable<string?> LogFiles(PartitionLog log) => Directory.GetFiles(log.Path, "*.log").Select(Path.GetFileName).Order(StringComparer.Ordinal);

    /// <summary>Segments of two batches each; the clock moves on before each batch, which carries its time.</summary>
    private PartitionLog Write(int segments, LogConfig config, int stepMs = 1)
    {
        PartitionLog log = _directory.Rides(config);
        for (int i = 0; i < 2 * segments; i++)
        {
            log.Append(Batches.Sized(25, _time.GetUtcNow().ToUnixTimeMilliseconds()));
            _time.Advance(TimeSpan.FromMilliseconds(stepMs));
        }

        return log;
    }
}
