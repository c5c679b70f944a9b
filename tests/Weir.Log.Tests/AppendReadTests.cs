using Weir.Log.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

public sealed class AppendReadTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly LogDirectory _directory;

    public AppendReadTests() => _directory = LogDirectories.Open(_root);

    public async ValueTask DisposeAsync()
    {
        await _directory.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public void Append_first_batch_gets_offset_zero()
    {
        PartitionLog log = _directory.Rides();

        AppendOutcome outcome = log.Append(Batches.Of("a", "b", "c"), leaderEpoch: 7);

        Assert.Equal(ErrorCode.None, outcome.Error);
        Assert.Equal(0, outcome.BaseOffset);
        Assert.Equal(3, outcome.NextOffset);
        Assert.Equal(-1, outcome.LogAppendTime);
        Assert.Equal(3, log.LogEndOffset);
        Assert.Equal(3, log.HighWatermark);
        RecordBatchHeader.TryRead(log.ReadBytes(0), out RecordBatchHeader header);
        Assert.Equal(7, header.PartitionLeaderEpoch);
    }

    [Fact]
    public void Append_patches_only_offset_and_epoch()
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.Of("x"));
        byte[] batch = Batches.Of("a", "b");

        log.Append(batch, leaderEpoch: 3);

        RecordBatch.SetBaseOffset(batch, 1);
        RecordBatch.SetPartitionLeaderEpoch(batch, 3);
        Assert.Equal(batch, log.ReadBytes(1));
    }

    [Fact]
    public void Append_with_log_append_time_stamps_the_batch_and_its_checksum()
    {
        PartitionLog log = _directory.Rides(new LogConfig { MessageTimestampType = TimestampType.LogAppendTime });

        AppendOutcome outcome = log.Append(Batches.Of("a"));

        byte[] stored = log.ReadBytes(0);
        RecordBatchHeader.TryRead(stored, out RecordBatchHeader header);
        Assert.Equal(outcome.LogAppendTime, header.MaxTimestamp);
        Assert.InRange(outcome.LogAppendTime, 1_600_000_000_000, long.MaxValue);
        Assert.Equal(TimestampType.LogAppendTime, header.TimestampType);
        Assert.True(RecordBatch.IsCrcValid(stored));
    }

    [Fact]
    public void Append_too_large_a_batch_is_refused_and_nothing_is_stored()
    {
        PartitionLog log = _directory.Rides(new LogConfig { MaxMessageBytes = 200, SegmentBytes = 150 });

        Assert.Equal(ErrorCode.MessageTooLarge, log.Append(Batches.Sized(200)).Error);
        Assert.Equal(ErrorCode.RecordListTooLarge, log.Append(Batches.Sized(100)).Error);
        Assert.Equal(0, log.LogEndOffset);
    }

    [Fact]
    public void Append_garbage_is_refused()
    {
        PartitionLog log = _directory.Rides();
        byte[] batch = Batches.Of("a");

        Assert.Equal(ErrorCode.CorruptMessage, log.Append([1, 2, 3]).Error);
        Assert.Equal(ErrorCode.CorruptMessage, log.Append(batch[..^1]).Error);
        batch[RecordBatchHeader.MagicPosition] = 1;
        Assert.Equal(ErrorCode.CorruptMessage, log.Append(batch).Error);
        Assert.Equal(0, log.LogEndOffset);
    }

    [Fact]
    public void Read_mid_batch_returns_the_batch_that_holds_the_offset()
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.Of("a", "b", "c"));
        log.Append(Batches.Of("d", "e"));

        Assert.Equal(0, FirstOffset(log.ReadBytes(2)));
        Assert.Equal(3, FirstOffset(log.ReadBytes(4)));
    }

    [Fact]
    public void Read_at_the_end_is_empty_and_outside_is_out_of_range()
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.Of("a", "b"));

        Assert.Empty(log.ReadBytes(2));
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.Read(3, long.MaxValue, 100, true).Error);
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.Read(-1, long.MaxValue, 100, true).Error);
    }

    [Fact]
    public void Read_never_passes_the_given_offset()
    {
        PartitionLog log = _directory.Rides();
        for (int i = 0; i < 10; i++)
        {
            log.Append(Batches.Sized(1000));
        }

        for (long upTo = 1; upTo <= 10; upTo++)
        {
            Assert.Equal(upTo, LastOffset(log.ReadBytes(0, upTo: upTo)) + 1);
        }

        Assert.Empty(log.ReadBytes(4, upTo: 4));
    }

    [Fact]
    public void Read_small_limit_returns_the_first_batch_only_when_asked_to()
    {
        PartitionLog log = _directory.Rides();
        byte[] batch = Batches.Sized(1000);
        log.Append(batch);
        log.Append(batch);

        Assert.Equal(batch.Length, log.ReadBytes(0, maxBytes: 10).Length);
        Assert.Empty(log.ReadBytes(0, maxBytes: 10, atLeastOne: false));
    }

    [Fact]
    public void Read_goes_on_over_segment_ends()
    {
        PartitionLog log = _directory.Rides(new LogConfig { SegmentBytes = 3000 });
        for (int i = 0; i < 20; i++)
        {
            log.Append(Batches.Sized(1000));
        }

        Assert.Equal(10, Directory.GetFiles(log.Path, "*.log").Length);
        long offset = 0;
        while (offset < log.LogEndOffset)
        {
            byte[] bytes = log.ReadBytes(offset);
            Assert.Equal(offset, FirstOffset(bytes));
            offset = LastOffset(bytes) + 1;
        }

        Assert.Equal(20, offset);
    }

    [Fact]
    public async Task Open_after_a_clean_stop_finds_everything_again()
    {
        using var root = new TemporaryDirectory();
        byte[] before;
        await using (LogDirectory first = LogDirectories.Open(root))
        {
            PartitionLog log = first.Rides(new LogConfig { SegmentBytes = 3000 });
            for (int i = 0; i < 20; i++)
            {
                log.Append(Batches.Sized(1000), leaderEpoch: i / 10);
            }

            before = log.ReadBytes(13);
        }

        await using LogDirectory second = LogDirectories.Open(root);
        PartitionLog reopened = second.Rides();
        Assert.True(second.WasCleanlyClosed);
        Assert.Equal(20, reopened.LogEndOffset);
        Assert.Equal(LogDirectories.TopicId, reopened.TopicId);
        Assert.Equal(1, reopened.LeaderEpoch);
        Assert.Equal(new EpochEndOffset(0, 10), reopened.EndOffsetForEpoch(0));
        Assert.Equal(before, reopened.ReadBytes(13));
        Assert.Equal(20, reopened.Append(Batches.Of("next")).BaseOffset);
    }

    [Fact]
    public async Task Flush_durably_moves_the_high_watermark_and_calls_waiters()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root, new LogDirectoryOptions { Durability = Durability.Disk });
        PartitionLog log = directory.Rides();

        AppendOutcome outcome = log.Append(Batches.Of("a", "b"));
        log.AwaitFlushed();

        Assert.True(log.IsFlushed(outcome.NextOffset));
        Assert.Equal(2, log.HighWatermark);
        Assert.NotEmpty(log.ReadBytes(0));
    }

    internal static long FirstOffset(byte[] batches)
    {
        RecordBatchHeader.TryRead(batches, out RecordBatchHeader header);
        return header.BaseOffset;
    }

    internal static long LastOffset(byte[] batches)
    {
        long last = -1;
        foreach (ReadOnlyMemory<byte> batch in new RecordBatchEnumerator(batches))
        {
            RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header);
            last = header.LastOffset;
        }

        return last;
    }
}
