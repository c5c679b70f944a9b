using Weir.Log.Tests.Support;
using Weir.Protocol;
using Weir.TestSupport;

namespace Weir.Log.Tests;

/// <summary>Transactions in one partition: last stable offset, aborted transactions, what survives a stop and a crash (KIP-98).</summary>
public sealed class TransactionTests
{
    [Fact]
    public async Task LastStableOffset_stops_at_the_earliest_open_transaction()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        PartitionLog log = directory.Rides();
        log.Append(Batches.Of("plain"));
        log.Append(Batches.Transactional(7, 0, 0)); // 1
        log.Append(Batches.Transactional(8, 0, 0)); // 2
        log.Append(Batches.Of("plain"));

        Assert.Equal((4, 1), (log.HighWatermark, log.LastStableOffset));
        log.End(7, 0, isCommit: true); // 4
        Assert.Equal((5, 2), (log.HighWatermark, log.LastStableOffset));
        log.Append(Batches.Transactional(7, 0, 1)); // 5
        log.End(8, 0, isCommit: false); // 6
        Assert.Equal((7, 5), (log.HighWatermark, log.LastStableOffset));
        log.End(7, 0, isCommit: true);
        Assert.Equal((8, 8), (log.HighWatermark, log.LastStableOffset));
    }

    [Fact]
    public async Task LastStableOffset_never_passes_a_marker_that_is_not_stored()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root, new LogDirectoryOptions { Durability = Durability.Disk });
        PartitionLog log = directory.Rides();
        log.Append(Batches.Transactional(7, 0, 0));
        log.AwaitFlushed();
        using (CommitBlocker.HoldAfter(directory.Rides(partition: 1), Batches.Of("x")))
        {
            log.End(7, 0, isCommit: true);
            Assert.Equal((1, 0), (log.HighWatermark, log.LastStableOffset));
        }

        log.AwaitFlushed();
        Assert.Equal((2, 2), (log.HighWatermark, log.LastStableOffset));
    }

    [Fact]
    public async Task AbortedTransactions_are_those_that_reach_into_the_range()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        PartitionLog log = directory.Rides(new LogConfig { SegmentBytes = 250 });
        WriteThreeTransactions(log);

        Assert.Equal([new(7, 0, 2, 1), new(8, 1, 5, 6)], log.AbortedTransactions(0, 3));
        Assert.Equal([new(8, 1, 5, 6)], log.AbortedTransactions(3, 5));
        Assert.Equal([new(7, 0, 2, 1)], log.AbortedTransactions(0, 1));
        Assert.Empty(log.AbortedTransactions(6, 7));
        Assert.True(Directory.GetFiles(log.Path, "*.log").Length > 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_finds_open_and_aborted_transactions_again(bool afterCrash)
    {
        using var root = new TemporaryDirectory();
        LogDirectory first = LogDirectories.Open(root);
        PartitionLog log = first.Rides(new LogConfig { SegmentBytes = 250 });
        WriteThreeTransactions(log);
        log.Append(Batches.Transactional(9, 4, 0)); // 7
        using TemporaryDirectory crashed = Crash.CopyOf(root);
        await first.DisposeAsync();

        await using LogDirectory second = LogDirectories.Open(afterCrash ? crashed : root);
        PartitionLog opened = second.Rides();
        Assert.NotEqual(afterCrash, second.WasCleanlyClosed);
        Assert.Equal([new(7, 0, 2, 1), new(8, 1, 5, 6)], opened.AbortedTransactions(0, 8));
        Assert.Equal((8, 7), (opened.HighWatermark, opened.LastStableOffset));
        Assert.Equal(new ProducerDescription(9, 4, 0, 1000, -1, 7), opened.FindProducer(9));
        Assert.Equal(3, opened.FindProducer(8)!.Value.CoordinatorEpoch);

        opened.End(9, 4, isCommit: false);
        Assert.Contains(new AbortedTransaction(9, 7, 8, 9), opened.AbortedTransactions(7, 9));
        Assert.Equal(9, opened.LastStableOffset);
    }

    [Fact]
    public async Task Open_makes_a_damaged_transaction_index_again()
    {
        using var root = new TemporaryDirectory();
        await using (LogDirectory first = LogDirectories.Open(root))
        {
            WriteThreeTransactions(first.Rides());
        }

        string index = Assert.Single(Directory.GetFiles(Path.Join(root, "rides-0"), "*.txnindex"));
        byte[] sound = await File.ReadAllBytesAsync(index, TestContext.Current.CancellationToken);
        Crash.Truncate(index, sound.Length - 5);
        await using (LogDirectory second = LogDirectories.Open(root))
        {
            Assert.Equal([new(7, 0, 2, 1), new(8, 1, 5, 6)], second.Rides().AbortedTransactions(0, 7));
        }

        Assert.Equal(sound, await File.ReadAllBytesAsync(index, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Append_refuses_what_does_not_belong_to_the_open_transaction()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        PartitionLog log = directory.Rides();
        log.Append(Batches.Transactional(7, 1, 0));

        Assert.Equal(ErrorCode.InvalidTxnState, log.Append(Batches.Idempotent(7, 1, 1)).Error);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, log.End(7, 0, isCommit: true).Error);
        Assert.Equal(ErrorCode.None, log.End(7, 2, isCommit: false).Error);
        Assert.Equal(ErrorCode.TransactionCoordinatorFenced, log.End(7, 2, isCommit: false, coordinatorEpoch: 2).Error);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, log.Append(Batches.Transactional(7, 1, 1)).Error);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(Batches.Transactional(7, 2, 1)).Error);
        Assert.Equal(ErrorCode.None, log.Append(Batches.Transactional(7, 2, 0)).Error);
    }

    [Fact]
    public async Task Append_new_producer_of_transactions_V2_starts_at_zero()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        PartitionLog log = directory.Rides();
        var options = new AppendOptions { NewProducersStartAtZero = true };

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(Batches.Transactional(7, 0, 5), options).Error);
        Assert.Equal(ErrorCode.None, log.Append(Batches.Transactional(7, 0, 0), options).Error);
    }

    // Offsets: 0 of 7, 1 of 8, 2 abort of 7, 3 of 7, 4 commit of 7, 5 abort of 8, 6 plain.
    private static void WriteThreeTransactions(PartitionLog log)
    {
        log.Append(Batches.Transactional(7, 0, 0));
        log.Append(Batches.Transactional(8, 0, 0));
        log.End(7, 0, isCommit: false);
        log.Append(Batches.Transactional(7, 0, 1));
        log.End(7, 0, isCommit: true);
        log.End(8, 0, isCommit: false);
        log.Append(Batches.Of("plain"));
    }
}
