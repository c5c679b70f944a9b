using Weir.Log.Tests.Support;
using Weir.Protocol;

namespace Weir.Log.Tests;

public sealed class DiskFaultTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly FaultyFileSystem _files = new();
    private readonly LogDirectory _directory;

    public DiskFaultTests() =>
        _directory = LogDirectories.Open(_root, new LogDirectoryOptions { Durability = Durability.Disk, Files = _files });

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

    private static long LogFileLength(PartitionLog log) => new FileInfo(Path.Join(log.Path, "00000000000000000000.log")).Length;

    private async Task AssertEndAfterRestart(long expected)
    {
        await _directory.DisposeAsync();
        await using LogDirectory reopened = LogDirectories.Open(_root);
        Assert.Equal(expected, reopened.Rides().LogEndOffset);
        Assert.Equal(ErrorCode.None, reopened.Rides().Append(Batches.Sized(50)).Error);
    }
}
