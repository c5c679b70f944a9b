using Weir.Log.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

public sealed class ConcurrencyTests
{
    /// <summary>Appenders, readers, retention and restarts of file handles at the same time: what is read is what was appended, in order.</summary>
    [Theory]
    [InlineData(Durability.Os)]
    [InlineData(Durability.Disk)]
    public async Task Reads_during_appends_rolls_and_retention_see_whole_batches_in_order(Durability durability)
    {
        const int Appenders = 3;
        const int BatchesEach = 700;
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root, new LogDirectoryOptions { Durability = durability, MaxOpenFiles = 2, WriteAheadFromSize = 100 });
        var config = new LogConfig { SegmentBytes = 4000, IndexIntervalBytes = 100, RetentionBytes = 20_000, RetentionMs = -1, FileDeleteDelayMs = 0 };
        PartitionLog log = directory.Rides(config);
        using var done = new CancellationTokenSource();

        Task[] appenders = [.. Enumerable.Range(0, Appenders).Select(producer => Task.Run(() => AppendAll(log, producer, BatchesEach)))];
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadUntil(log, Appenders * BatchesEach)))];
        Task retention = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                directory.ApplyRetention();
                Thread.Yield();
            }
        });
        await Task.WhenAll(appenders).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await done.CancelAsync();
        await retention;

        Assert.Equal(ErrorCode.None, log.Failure);
        Assert.Equal(Appenders * BatchesEach, log.LogEndOffset);
        Assert.True(log.LogStartOffset > 0);
    }

    /// <summary>
    /// Appenders, readers and compactions at the same time: a reader sees offsets and the values of a key only grow, and finds the last value of
    /// every key, from wherever it starts.
    /// </summary>
    [Theory]
    [InlineData(Durability.Os)]
    [InlineData(Durability.Disk)]
    public async Task Reads_during_compactions_miss_no_last_value(Durability durability)
    {
        const int Keys = 20;
        const int BatchesEach = 1500;
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root, new LogDirectoryOptions { Durability = durability, MaxOpenFiles = 4 });
        PartitionLog log = directory.Rides(new LogConfig { CleanupCompact = true, CleanupDelete = false, SegmentBytes = 3000, IndexIntervalBytes = 200, MinCleanableDirtyRatio = 0, FileDeleteDelayMs = 0 });
        using var done = new CancellationTokenSource();

        Task appender = Task.Run(() =>
        {
            for (int i = 0; i < BatchesEach; i++)
            {
                Assert.Equal(ErrorCode.None, log.Append(Batches.Keyed($"{i % Keys}", $"{i:D8}", timestamp: i)).Error);
            }

            log.AwaitFlushed();
        });
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                long from = Random.Shared.NextInt64(log.HighWatermark + 1);
                VerifyLastValues(log.ReadRecords(from), from);
                Assert.True((log.OffsetForTimestamp(from)?.Timestamp ?? from) >= from);
            }
        }))];
        Task compaction = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                directory.Compact();
                Thread.Yield();
            }
        });
        await appender.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await done.CancelAsync();
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await compaction;

        directory.Compact();
        Assert.Equal(ErrorCode.None, log.Failure);
        Assert.InRange(log.ReadRecords().Count, Keys, 200);

        static void VerifyLastValues(List<StoredRecord> records, long from)
        {
            Assert.Equal(records.OrderBy(record => record.Offset).DistinctBy(record => record.Offset), records);
            Assert.All(records, record => Assert.True(record.Offset >= from && record.Offset == long.Parse(record.Value!)));
            if (records.Count > 0 && records[^1].Offset - from > Keys)
            {
                // Keys come in turn: the last value of each lies among the last offsets.
                Assert.Equal(Keys, records.Count(record => record.Offset > records[^1].Offset - Keys));
            }
        }
    }

    private static void AppendAll(PartitionLog log, int producer, int batches)
    {
        for (int sequence = 0; sequence < batches; sequence++)
        {
            AppendOutcome outcome = log.Append(Batches.Idempotent(producer, 0, sequence));
            Assert.Equal(ErrorCode.None, outcome.Error);
            if (sequence % 10 == 0)
            {
                using var flushed = new FlushSignal();
                log.WhenFlushed(outcome.NextOffset, flushed);
                Assert.Equal(ErrorCode.None, flushed.Wait());
                Assert.True(log.HighWatermark >= outcome.NextOffset);
            }
        }

        log.AwaitFlushed();
    }

    private static void ReadUntil(PartitionLog log, long end)
    {
        var nextSequence = new Dictionary<long, int>();
        long offset = 0;
        while (offset < end)
        {
            using LogSlice slice = log.Read(offset, long.MaxValue, 2000, atLeastOneBatch: true);
            if (slice.Error == ErrorCode.OffsetOutOfRange)
            {
                offset = log.LogStartOffset;
                nextSequence.Clear();
                continue;
            }

            Assert.Equal(ErrorCode.None, slice.Error);
            byte[] bytes = new byte[slice.Length];
            slice.CopyTo(bytes);
            foreach (ReadOnlyMemory<byte> batch in new RecordBatchEnumerator(bytes))
            {
                Assert.True(RecordBatch.IsCrcValid(batch.Span), $"batch at {offset}");
                RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header);
                Assert.Equal(offset, header.BaseOffset);
                Assert.Equal(nextSequence.GetValueOrDefault(header.ProducerId, header.BaseSequence), header.BaseSequence);
                nextSequence[header.ProducerId] = header.BaseSequence + 1;
                offset = header.NextOffset;
            }
        }
    }
}
