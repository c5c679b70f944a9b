using Microsoft.Extensions.Time.Testing;
using Weir.Log.Storage;
using Weir.Log.Tests.Support;
using Weir.Protocol;

namespace Weir.Log.Tests;

/// <summary>"flush.messages", "flush.ms" and "preallocate" with durability "os", where nothing is flushed unasked.</summary>
public sealed class FlushPolicyTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _root = new();
    private readonly FaultyFileSystem _files = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly LogDirectory _directory;

    public FlushPolicyTests() =>
        _directory = LogDirectories.Open(_root, new LogDirectoryOptions { Durability = Durability.Os, Files = _files }, _time);

    public async ValueTask DisposeAsync()
    {
        _files.FailingFlush = string.Empty;
        await _directory.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public void Record_is_not_stored_before_its_flush_when_each_message_is_to_be_flushed()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { FlushMessages = 1 });
        using var inFlush = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        _files.DuringNextFlush = () =>
        {
            inFlush.Set();
            Assert.True(mayGoOn.Wait(Patience));
        };

        AppendOutcome first = log.Append(Batches.Of("a"));
        Assert.True(inFlush.Wait(Patience), "nothing was flushed");
        AppendOutcome second = log.Append(Batches.Of("b"));

        Assert.True(first.MustFlush && second.MustFlush);
        Assert.Equal((0, 2), (log.HighWatermark, log.LogEndOffset));
        mayGoOn.Set();
        log.AwaitFlushed();
        Assert.Equal((2, 2), (log.HighWatermark, log.RecoveryPoint));
    }

    [Fact]
    public void Only_the_append_that_fills_the_number_of_messages_waits_for_a_flush()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { FlushMessages = 3 });
        for (int round = 0; round < 3; round++)
        {
            long start = log.LogEndOffset;
            Assert.False(log.Append(Batches.Of("a", "b")).MustFlush);
            Assert.Equal((start + 2, start), (log.HighWatermark, log.RecoveryPoint));

            Assert.True(log.Append(Batches.Of("c")).MustFlush);

            log.AwaitFlushed();
            Assert.Equal((start + 3, start + 3), (log.HighWatermark, log.RecoveryPoint));
        }
    }

    [Fact]
    public void What_came_during_a_forced_flush_is_shown_after_it()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { FlushMessages = 2 });
        using var hasAppended = new ManualResetEventSlim();
        _files.DuringNextFlush = () => Assert.True(hasAppended.Wait(Patience));
        log.Append(Batches.Of("a", "b"));
        Assert.True(log.Append(Batches.Of("c")).MustFlush);
        hasAppended.Set();

        log.AwaitFlushed();

        Assert.Equal(3, log.HighWatermark);
        Assert.Equal(3, log.ReadRecords().Count);
    }

    [Fact]
    public void Rolled_segments_stay_hidden_until_they_are_flushed()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { FlushMessages = 1, SegmentBytes = 200 });
        for (int i = 0; i < 20; i++)
        {
            AppendOutcome outcome = log.Append(Batches.Of($"record {i}"));
            Assert.True(log.HighWatermark <= log.RecoveryPoint, "a record was shown before it was flushed");
            log.AwaitFlushed();
            Assert.True(log.RecoveryPoint >= outcome.NextOffset);
        }

        Assert.Equal(20, log.ReadRecords().Count);
    }

    [Fact]
    public void Failed_flush_that_the_topic_asked_for_fails_the_append()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { FlushMessages = 1 });
        _files.FailingFlush = ".log";
        using var waiter = new FlushSignal();

        AppendOutcome outcome = log.Append(Batches.Of("a"));
        log.WhenFlushed(outcome.NextOffset, waiter);

        Assert.Equal(ErrorCode.KafkaStorageError, waiter.Wait());
        Assert.Equal(0, log.HighWatermark);
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Batches.Of("b")).Error);
    }

    [Fact]
    public async Task Record_is_flushed_when_the_interval_is_over()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { FlushMs = 100 });
        for (int round = 1; round <= 2; round++)
        {
            Assert.False(log.Append(Batches.Of("a")).MustFlush);
            _time.Advance(TimeSpan.FromMilliseconds(99));
            Assert.Equal((round, round - 1), (log.HighWatermark, log.RecoveryPoint));

            _time.Advance(TimeSpan.FromMilliseconds(1));

            await UntilFlushedAsync(log, round);
        }
    }

    [Fact]
    public async Task Interval_that_ended_while_the_disk_was_full_counts_when_the_log_goes_on()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { FlushMs = 100 });
        log.Append(Batches.Of("a"));
        _files.FreeBytes = 0;
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Batches.Of("b")).Error);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, log.RecoveryPoint);

        _files.FreeBytes = long.MaxValue;
        _directory.ResumeAfterFullDisk();

        await UntilFlushedAsync(log, 1);
        log.Append(Batches.Of("b"));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await UntilFlushedAsync(log, 2);
    }

    [Fact]
    public async Task Closed_log_is_not_flushed_again_when_its_interval_is_over()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { FlushMs = 100 });
        log.Append(Batches.Of("a"));
        _directory.Delete(LogDirectories.Topic, 0);
        _time.Advance(TimeSpan.FromSeconds(1));
        _directory.Rides(LogConfig.Default with { FlushMs = 100 }).Append(Batches.Of("b"));
        await _directory.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, log.RecoveryPoint);
    }

    [Fact]
    public async Task New_segments_take_room_for_all_they_may_hold_and_give_back_what_they_did_not_need()
    {
        PartitionLog log = _directory.Rides(LogConfig.Default with { Preallocate = true, SegmentBytes = 1 << 20 });
        log.Append(Batches.Of("a"));
        string first = Path.Join(log.Path, "00000000000000000000.log");
        Assert.Equal(1 << 20, _files.Reserved[first]);
        Assert.Equal(log.SizeInBytes, new FileInfo(first).Length);

        log.UpdateConfig(log.Config with { SegmentBytes = 100 });
        log.Append(Batches.Of("b"));
        log.Flush();

        Assert.Equal([(Path.Join(log.Path, "00000000000000000001.log"), 100L)], _files.Reserved.Select(pair => (pair.Key, pair.Value)));
        await _directory.DisposeAsync();
        Assert.Empty(_files.Reserved);
    }

    [Fact]
    public void Reserved_room_does_not_show_in_the_length_of_a_file()
    {
        string path = Path.Join(_root, "reserved");
        using IStorageFile file = LocalFileSystem.Instance.Open(path, create: true);
        file.Reserve(1 << 20);
        file.Write([1, 2, 3], 0);
        Assert.Equal(3, file.Length);
        file.SetLength(2);
        Assert.Equal([1, 2], File.ReadAllBytes(path));
    }

    private static async Task UntilFlushedAsync(PartitionLog log, long offset)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (log.RecoveryPoint < offset)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "nothing was flushed");
            await Task.Delay(1);
        }
    }
}
