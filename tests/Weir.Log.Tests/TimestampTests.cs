using Weir.Log.Tests.Support;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

public sealed class TimestampTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly LogDirectory _directory;

    public TimestampTests() => _directory = LogDirectories.Open(_root);

    public async ValueTask DisposeAsync()
    {
        await _directory.DisposeAsync();
        _root.Dispose();
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Zstd)]
    public void OffsetForTimestamp_finds_the_record_inside_its_batch(CompressionType compression)
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.Build([(100, [1]), (200, [2]), (300, [3])], builder => builder.Compression = compression), leaderEpoch: 4);

        Assert.Equal(new TimestampedOffset(0, 100, 4), log.OffsetForTimestamp(0));
        Assert.Equal(new TimestampedOffset(1, 200, 4), log.OffsetForTimestamp(101));
        Assert.Equal(new TimestampedOffset(1, 200, 4), log.OffsetForTimestamp(200));
        Assert.Equal(new TimestampedOffset(2, 300, 4), log.OffsetForTimestamp(201));
        Assert.Null(log.OffsetForTimestamp(301));
    }

    [Fact]
    public void OffsetForTimestamp_largest_is_the_first_record_that_carries_it()
    {
        PartitionLog log = _directory.Rides(new LogConfig { SegmentBytes = 200 });
        Assert.Null(log.OffsetForTimestamp(PartitionLog.MaxTimestamp));
        foreach (long timestamp in new long[] { 5, 9, 3, 9, 1 })
        {
            log.Append(Batches.At(timestamp - 1, timestamp));
        }

        Assert.Equal(new TimestampedOffset(3, 9, 0), log.OffsetForTimestamp(PartitionLog.MaxTimestamp));
    }

    [Fact]
    public void OffsetForTimestamp_looks_at_nothing_below_the_log_start()
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.At(10, 20, 30));
        log.Append(Batches.At(15, 25));
        log.AdvanceLogStart(2);

        Assert.Equal(new TimestampedOffset(2, 30, 0), log.OffsetForTimestamp(15));
    }

    [Fact]
    public async Task OffsetForTimestamp_looks_at_nothing_above_the_high_watermark()
    {
        var files = new FaultyFileSystem();
        await using LogDirectory directory = LogDirectories.Open(
            Path.Join(_root, "durable"), new LogDirectoryOptions { Durability = Durability.Disk, Files = files });
        PartitionLog log = directory.Rides();
        log.Append(Batches.At(10));
        log.AwaitFlushed();
        files.FailingFlush = ".log";
        log.Append(Batches.At(20));

        Assert.Equal(10, log.OffsetForTimestamp(5)?.Timestamp);
        Assert.Null(log.OffsetForTimestamp(15));
    }

    [Fact]
    public void OffsetForTimestamp_agrees_with_a_scan_when_times_go_back_and_forth()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        PartitionLog log = _directory.Rides(new LogConfig { SegmentBytes = 4000, IndexIntervalBytes = 200 });
        var times = new List<long>();
        while (times.Count < 600)
        {
            long[] batch = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (long)random.Next(1000))];
            times.AddRange(batch);
            log.Append(Batches.At(batch));
        }

        for (long time = 0; time <= 1001; time += 7)
        {
            int expected = times.FindIndex(each => each >= time);
            TimestampedOffset? found = log.OffsetForTimestamp(time);
            Assert.True((found?.Offset ?? -1) == expected, $"time {time}: {found} instead of {expected}; seed {seed}");
        }
    }
}
