using Microsoft.Extensions.Time.Testing;
using Weir.Log.Tests.Support;
using Weir.Protocol;
using Weir.TestSupport;

namespace Weir.Log.Tests;

public sealed class DiskFaultTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly FaultyFileSystem _files = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly LogDirectory _directory;

    public DiskFaultTests() =>
        _directory = LogDirectories.Open(_root, new LogDirectoryOptions { Durability = Durability.Disk, Files = _files }, _time);

    public async ValueTask DisposeAsync()
    {
        await _directory.DisposeAsync();
        _root.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70)]
    public async Task Append_on_a_full_disk_fails_leaves_no_half_batch_and_spares_other_partitions(int bytesLeft)
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.Sized(50));
        log.AwaitFlushed();
        long length = LogFileLength(log);
        _files.FreeBytes = bytesLeft;

        AppendOutcome outcome = log.Append(Batches.Sized(50));

        Assert.Equal(ErrorCode.KafkaStorageError, outcome.Error);
        Assert.Contains("No space left", outcome.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(length, LogFileLength(log));
        _files.FreeBytes = long.MaxValue;
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Batches.Sized(50)).Error);
        Assert.Equal(ErrorCode.None, _directory.Rides(partition: 1).Append(Batches.Sized(50)).Error);
        Assert.NotEmpty(log.ReadBytes(0));
        await AssertEndAfterRestart(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70)]
    public async Task Partition_that_met_a_full_disk_goes_on_by_itself_when_there_is_room(int bytesLeft)
    {
        PartitionLog log = _directory.Rides(new LogConfig { SegmentBytes = 300 });
        log.Append(Batches.Sized(50));
        using (CommitBlocker.HoldAfter(_directory.Rides(partition: 1), Batches.Sized(50)))
        {
            log.Append(Batches.Sized(50));
            _files.FreeBytes = bytesLeft;
            using var waiter = new FlushSignal();
            log.WhenFlushed(2, waiter);
            Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Batches.Sized(50)).Error);
            Assert.Equal(ErrorCode.KafkaStorageError, waiter.Wait());
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("goes on by itself", log.Append(Batches.Sized(50)).ErrorMessage, StringComparison.Ordinal);
        _files.FreeBytes = PartitionLog.RoomToGoOn - 1;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ErrorCode.KafkaStorageError, log.Failure);

        _files.FreeBytes = 2 * PartitionLog.RoomToGoOn;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, log.Append(Batches.Sized(50)).BaseOffset);
        log.AwaitFlushed();
        Assert.Equal(3, log.HighWatermark);
        await _directory.DisposeAsync();
        Assert.True(File.Exists(Path.Join(_root, ".kafka_cleanshutdown")));
        await using LogDirectory reopened = LogDirectories.Open(_root);
        Assert.Equal(3, reopened.Rides().LogEndOffset);
    }

    [Fact]
    public void Partition_whose_flush_failed_stays_offline_whatever_room_there_is()
    {
        PartitionLog log = _directory.Rides();
        _files.FailingFlush = "rides-0";
        AppendOutcome outcome = log.Append(Batches.Sized(50));
        using var waiter = new FlushSignal();
        log.WhenFlushed(outcome.NextOffset, waiter);
        Assert.Equal(ErrorCode.KafkaStorageError, waiter.Wait());
        _files.FailingFlush = string.Empty;

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Batches.Sized(50)).Error);
    }

    [Theory]
    [InlineData(".log")]
    [InlineData("rides-0")]
    public async Task Flush_error_fails_the_waiters_and_is_never_retried(string failing)
    {
        PartitionLog other = _directory.Rides(partition: 1);
        _files.FailingFlush = failing == ".log" ? Path.Join("rides-0", "00000000000000000000.log") : failing;
        PartitionLog log = _directory.Rides();
        AppendOutcome outcome = log.Append(Batches.Sized(50));
        using var waiter = new FlushSignal();

        log.WhenFlushed(outcome.NextOffset, waiter);

        Assert.Equal(ErrorCode.KafkaStorageError, waiter.Wait());
        Assert.Equal(0, log.HighWatermark);
        int failures = _files.FailedFlushes;
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Batches.Sized(50)).Error);
        using var late = new FlushSignal();
        log.WhenFlushed(1, late);
        Assert.Equal(ErrorCode.KafkaStorageError, late.Wait());
        Assert.Throws<IOException>(log.Flush);
        Assert.Equal(failures, _files.FailedFlushes);

        other.Append(Batches.Sized(50));
        other.AwaitFlushed();
        await _directory.DisposeAsync();
        Assert.False(File.Exists(Path.Join(_root, ".kafka_cleanshutdown")));
    }

    [Fact]
    public async Task Open_after_a_failed_flush_recovers_instead_of_trusting_the_directory()
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.Sized(50));
        log.AwaitFlushed();
        _files.FailingFlush = ".log";
        log.Append(Batches.Sized(50));
        using var waiter = new FlushSignal();
        log.WhenFlushed(2, waiter);
        Assert.Equal(ErrorCode.KafkaStorageError, waiter.Wait());
        _files.FailingFlush = string.Empty;
        await _directory.DisposeAsync();

        await using LogDirectory reopened = LogDirectories.Open(_root);

        Assert.False(reopened.WasCleanlyClosed);
        Assert.InRange(reopened.Rides().LogEndOffset, 1, 2);
    }

    [Fact]
    public void Shared_flush_of_many_partitions_stores_them_all()
    {
        PartitionLog[] logs = AppendToMany();

        foreach (PartitionLog log in logs)
        {
            log.AwaitFlushed();
        }

        Assert.NotEqual(0, _files.SharedFlushes);
    }

    [Fact]
    public void Shared_flush_error_takes_only_the_partitions_concerned_offline()
    {
        _files.FailingFlush = Path.Join("rides-7", "0");
        PartitionLog[] logs = AppendToMany();

        foreach (PartitionLog log in logs)
        {
            using var waiter = new FlushSignal();
            log.WhenFlushed(log.LogEndOffset, waiter);
            Assert.Equal(log.Partition == 7 ? ErrorCode.KafkaStorageError : ErrorCode.None, waiter.Wait());
        }

        Assert.Equal(0, _files.SharedFlushes);
    }

    [Fact]
    public async Task WriteAhead_zeros_are_there_while_running_and_gone_after_a_clean_stop()
    {
        PartitionLog log = _directory.Rides();
        do
        {
            Assert.True(log.SizeInBytes < 1_000_000, "no zeros were written");
            log.Append(Batches.Sized(5000));
            log.AwaitFlushed();
        }
        while (LogFileLength(log) == log.SizeInBytes);

        long size = log.SizeInBytes;
        Assert.InRange(LogFileLength(log), size + 1, size * 5 / 4);
        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        await _directory.DisposeAsync();
        Assert.Equal(size, LogFileLength(log));
        await using LogDirectory recovered = LogDirectories.Open(crashed);
        Assert.Equal(log.LogEndOffset, recovered.Rides().LogEndOffset);
    }

    [Fact]
    public void WriteAhead_on_a_full_disk_leaves_the_space_to_the_batches()
    {
        PartitionLog log = _directory.Rides();
        for (int i = 0; i < 12; i++)
        {
            log.Append(Batches.Sized(5000));
            log.AwaitFlushed();
        }

        _files.FreeBytes = 30_000;
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(ErrorCode.None, log.Append(Batches.Sized(5000)).Error);
            log.AwaitFlushed();
        }
    }

    [Fact]
    public void Flush_covers_only_what_was_appended_before_it_began()
    {
        PartitionLog log = _directory.Rides();
        var marks = new WatermarkRecorder();
        log.AddListener(marks);
        _files.DuringNextFlush = () => log.Append(Batches.Of("during the flush"));

        log.Append(Batches.Of("before the flush"));
        log.AwaitFlushed();
        log.AwaitFlushed();

        Assert.Equal([1, 2], marks.WaitFor(2));
    }

    [Fact]
    public void Retention_leaves_segments_alone_that_are_not_stored()
    {
        PartitionLog log = _directory.Rides(new LogConfig { SegmentBytes = 200, RetentionBytes = 1, RetentionMs = -1 });
        using (CommitBlocker.HoldAfter(log, Batches.Sized(50)))
        {
            for (int i = 0; i < 5; i++)
            {
                log.Append(Batches.Sized(50));
            }

            // Only the first batch is stored; each lies in a segment of its own.
            _directory.ApplyRetention();
            Assert.Equal(1, log.LogStartOffset);
        }

        log.AwaitFlushed();
        _directory.ApplyRetention();
        Assert.Equal(5, log.LogStartOffset);
    }

    /// <summary>One batch to each of 40 partitions, by a committer that is held up meanwhile.</summary>
    private PartitionLog[] AppendToMany()
    {
        PartitionLog[] logs = [.. Enumerable.Range(0, 40).Select(partition => _directory.Rides(partition: partition))];
        using var blocker = CommitBlocker.HoldAfter(_directory.OpenOrCreate("blocker", 0, Guid.Empty, LogConfig.Default), Batches.Of("x"));
        foreach (PartitionLog log in logs)
        {
            Assert.Equal(ErrorCode.None, log.Append(Batches.Sized(50)).Error);
        }

        return logs;
    }

    private static long LogFileLength(PartitionLog log) => new FileInfo(Path.Join(log.Path, "00000000000000000000.log")).Length;

    private async Task AssertEndAfterRestart(long expected)
    {
        await _directory.DisposeAsync();
        await using LogDirectory reopened = LogDirectories.Open(_root);
        Assert.Equal(expected, reopened.Rides().LogEndOffset);
        Assert.Equal(ErrorCode.None, reopened.Rides().Append(Batches.Sized(50)).Error);
    }
}
