using Weir.Log.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

public sealed class RecoveryTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly LogDirectory _directory;

    public RecoveryTests() => _directory = LogDirectories.Open(_root);

    public async ValueTask DisposeAsync()
    {
        await _directory.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public async Task Open_after_a_crash_cuts_a_last_batch_that_was_cut_at_any_byte()
    {
        byte[] last = WriteThreeBatches(out string name);
        long length = new FileInfo(Path.Join(_root, name)).Length;
        for (int missing = 1; missing <= last.Length; missing++)
        {
            using TemporaryDirectory crashed = Crash.CopyOf(_root);
            Crash.Truncate(Path.Join(crashed, name), length - missing);

            await using LogDirectory reopened = LogDirectories.Open(crashed);

            PartitionLog log = reopened.Rides();
            Assert.False(reopened.WasCleanlyClosed);
            Assert.Equal(4, log.LogEndOffset);
            Assert.Equal(length - last.Length, new FileInfo(Path.Join(crashed, name)).Length);
            Assert.Equal(4, log.Append(Batches.Of("again")).BaseOffset);
            Assert.Equal(4, AppendReadTests.FirstOffset(log.ReadBytes(4)));
        }
    }

    [Fact]
    public async Task Open_after_a_crash_cuts_a_last_batch_with_any_byte_garbled()
    {
        byte[] last = WriteThreeBatches(out string name);
        long start = new FileInfo(Path.Join(_root, name)).Length - last.Length;
        int[] unprotected = [.. Enumerable.Range(0, 8), .. Enumerable.Range(RecordBatchHeader.PartitionLeaderEpochPosition, 4)];
        foreach (int position in Enumerable.Range(0, last.Length).Except(unprotected))
        {
            using TemporaryDirectory crashed = Crash.CopyOf(_root);
            Crash.Overwrite(Path.Join(crashed, name), start + position, [(byte)(last[position] ^ 0x5A)]);

            await using LogDirectory reopened = LogDirectories.Open(crashed);

            Assert.Equal(4, reopened.Rides().LogEndOffset);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(100_000)]
    public async Task Open_after_a_crash_cuts_zeros_behind_the_last_batch(int zeros)
    {
        WriteThreeBatches(out string name);
        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        string path = Path.Join(crashed, name);
        long length = new FileInfo(path).Length;
        Crash.Truncate(path, length + zeros);

        await using LogDirectory reopened = LogDirectories.Open(crashed);

        Assert.Equal(6, reopened.Rides().LogEndOffset);
        Assert.Equal(length, new FileInfo(path).Length);
    }

    [Fact]
    public async Task Open_after_a_crash_drops_segments_behind_a_damaged_one()
    {
        PartitionLog log = WriteSegments(10);
        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        string third = Directory.GetFiles(Path.Join(crashed, log.ToString()), "*.log").Order(StringComparer.Ordinal).ElementAt(2);
        Crash.Overwrite(third, 30, [1, 2, 3]);

        // Without the checkpoint nothing is known to have been flushed.
        File.Delete(Path.Join(crashed, "recovery-point-offset-checkpoint"));
        await using LogDirectory reopened = LogDirectories.Open(crashed);

        Assert.Equal(4, reopened.Rides().LogEndOffset);
        Assert.Equal(3, Directory.GetFiles(Path.Join(crashed, log.ToString()), "*.log").Length);
        Assert.Equal(0, new FileInfo(third).Length);
    }

    [Theory]
    [InlineData(".index")]
    [InlineData(".timeindex")]
    [InlineData(".snapshot")]
    public async Task Open_with_derived_files_missing_or_garbled_gives_the_same_log(string suffix)
    {
        PartitionLog log = WriteSegments(30);
        byte[][] expected = ReadAll(log);
        foreach (bool remove in new[] { true, false })
        {
            using TemporaryDirectory crashed = Crash.CopyOf(_root);
            foreach (string path in Directory.GetFiles(Path.Join(crashed, log.ToString()), "*" + suffix))
            {
                if (remove)
                {
                    File.Delete(path);
                }
                else
                {
                    File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0x7F, 48)]);
                }
            }

            await using LogDirectory reopened = LogDirectories.Open(crashed);

            PartitionLog rides = reopened.Rides();
            Assert.Equal(expected, ReadAll(rides));
            Assert.Equal(new TimestampedOffset(17, 1017, 0), rides.OffsetForTimestamp(1017));
            Assert.True(rides.Append(Batches.Idempotent(5, 0, 29, timestamp: 1029)).IsDuplicate);
        }
    }

    [Fact]
    public async Task Open_after_a_crash_knows_the_producers_batches_again()
    {
        PartitionLog log = _directory.Rides();
        for (int i = 0; i < 8; i++)
        {
            log.Append(Batches.Idempotent(9, 2, i * 3, count: 3));
        }

        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        await using LogDirectory reopened = LogDirectories.Open(crashed);

        PartitionLog rides = reopened.Rides();
        AppendOutcome again = rides.Append(Batches.Idempotent(9, 2, 9, count: 3));
        Assert.True(again.IsDuplicate);
        Assert.Equal(9, again.BaseOffset);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, rides.Append(Batches.Idempotent(9, 2, 6, count: 3)).Error);
        Assert.Equal(24, rides.Append(Batches.Idempotent(9, 2, 24)).BaseOffset);
    }

    [Fact]
    public async Task Open_after_a_crash_reads_leader_epochs_from_the_batches()
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.Of("a", "b"), leaderEpoch: 1);
        log.Append(Batches.Of("c"), leaderEpoch: 4);
        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        File.WriteAllText(Path.Join(crashed, log.ToString(), "leader-epoch-checkpoint"), "0\n7\n");

        await using LogDirectory reopened = LogDirectories.Open(crashed);

        Assert.Equal(new EpochEndOffset(1, 2), reopened.Rides().EndOffsetForEpoch(3));
        Assert.Equal(new EpochEndOffset(4, 3), reopened.Rides().EndOffsetForEpoch(4));
    }

    [Fact]
    public async Task Open_log_that_ends_below_its_start_begins_anew_at_the_start()
    {
        PartitionLog log = _directory.Rides();
        log.Append(Batches.Of("a", "b", "c"));
        log.AdvanceLogStart(3);
        _directory.CheckpointLogStartOffsets();
        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        Crash.Truncate(Path.Join(crashed, log.ToString(), "00000000000000000000.log"), 0);

        await using LogDirectory reopened = LogDirectories.Open(crashed);

        Assert.Equal(3, reopened.Rides().LogStartOffset);
        Assert.Equal(3, reopened.Rides().LogEndOffset);
    }

    [Fact]
    public async Task Open_twice_after_a_crash_changes_nothing_the_second_time()
    {
        WriteThreeBatches(out string name);
        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        Crash.Truncate(Path.Join(crashed, name), new FileInfo(Path.Join(crashed, name)).Length - 5);
        await using LogDirectory first = LogDirectories.Open(crashed);
        byte[] once = await File.ReadAllBytesAsync(Path.Join(crashed, name), TestContext.Current.CancellationToken);

        using TemporaryDirectory crashedAgain = Crash.CopyOf(crashed);
        await using LogDirectory second = LogDirectories.Open(crashedAgain);

        Assert.Equal(once, await File.ReadAllBytesAsync(Path.Join(crashedAgain, name), TestContext.Current.CancellationToken));
        Assert.Equal(4, second.Rides().LogEndOffset);
    }

    /// <summary>Three batches of two records; the name of their file relative to the data directory.</summary>
    private byte[] WriteThreeBatches(out string name)
    {
        PartitionLog log = _directory.Rides();
        byte[] last = [];
        foreach (string value in new[] { "a", "b", "c" })
        {
            last = Batches.Of(value, value + value);
            log.Append(last);
        }

        name = Path.Join(log.ToString(), "00000000000000000000.log");
        return log.ReadBytes(4);
    }

    /// <summary>Segments of two records each, by one producer, a millisecond apart.</summary>
    private PartitionLog WriteSegments(int records)
    {
        PartitionLog log = _directory.Rides(new LogConfig { SegmentBytes = 200, IndexIntervalBytes = 0 });
        for (int i = 0; i < records; i++)
        {
            log.Append(Batches.Idempotent(5, 0, i, timestamp: 1000 + i));
        }

        log.Flush();
        Assert.Equal(records / 2, Directory.GetFiles(log.Path, "*.log").Length);
        return log;
    }

    private static byte[][] ReadAll(PartitionLog log) =>
        [.. Enumerable.Range(0, (int)log.LogEndOffset).Select(offset => log.ReadBytes(offset, maxBytes: 1))];
}
