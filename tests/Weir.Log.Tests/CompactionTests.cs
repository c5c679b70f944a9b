using Weir.Log.Tests.Support;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

/// <summary>What a compaction keeps and what it drops.</summary>
public sealed class CompactionTests : IAsyncDisposable
{
    private readonly CompactedLogs _logs = new();

    public ValueTask DisposeAsync() => _logs.DisposeAsync();

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Zstd)]
    public void Compact_keeps_the_last_record_of_each_key_where_it_was(CompressionType codec)
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        for (int i = 0; i < 60; i++)
        {
            int n = i;
            log.Append(Batches.Keyed(Enumerable.Range(0, 3).Select(k => ($"key {(n + k) % 5}", (string?)$"value {n}.{k}")), configure: b => b.Compression = codec));
        }

        List<StoredRecord> before = CompactedLogs.Flushed(log);
        long end = log.LogEndOffset;

        _logs.Compact();

        List<StoredRecord> after = log.ReadRecords();
        long active = long.Parse(Path.GetFileNameWithoutExtension(CompactedLogs.FilesOf(log)[^1]));
        List<StoredRecord> expected = [.. before.Where(record => record.Offset < active).GroupBy(record => record.Key).Select(group => group.MaxBy(record => record.Offset)!).OrderBy(record => record.Offset)];
        Assert.Equal(expected, after.Where(record => record.Offset < active));
        Assert.Equal(before.Where(record => record.Offset >= active), after.Where(record => record.Offset >= active));
        Assert.Equal(end, log.LogEndOffset);
        Assert.Contains(log.ReadHeaders(), header => header.Compression == codec && header.RecordCount is > 0 and < 3);
        Assert.Equal(after[^1].Offset + 1, log.Append(Batches.Keyed("key 1", "new")).BaseOffset);
    }

    [Fact]
    public void Compact_keeps_a_tombstone_until_its_horizon_has_passed()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { DeleteRetentionMs = 60_000, MinCleanableDirtyRatio = 0 });
        log.Append(Batches.Keyed("gone", "value"));
        log.Append(Batches.Keyed("gone", null));
        CompactedLogs.Fill(log);

        _logs.Compact();
        Assert.Equal(new StoredRecord(1, "gone", null), log.ReadRecords()[0]);
        RecordBatchHeader header = log.ReadHeaders()[0];
        Assert.True(header.HasDeleteHorizon);
        Assert.Equal(_logs.Now + 60_000, header.BaseTimestamp);
        Assert.Equal(1000, header.MaxTimestamp);

        _logs.Time.Advance(TimeSpan.FromMilliseconds(59_999));
        CompactedLogs.Fill(log);
        _logs.Compact();
        Assert.Equal(new StoredRecord(1, "gone", null), log.ReadRecords()[0]);

        _logs.Time.Advance(TimeSpan.FromMilliseconds(1));
        CompactedLogs.Fill(log);
        _logs.Compact();
        Assert.DoesNotContain(log.ReadRecords(), record => record.Key == "gone");
    }

    [Fact]
    public async Task Compact_keeps_the_last_sequence_of_a_producer_across_a_crash()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        log.Append(Batches.Keyed([("key", "1"), ("key", "2")], configure: b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence) = (7, 3, 0)));
        log.Append(Batches.Keyed([("key", "3"), ("key", "4")], configure: b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence) = (7, 3, 2)));
        CompactedLogs.Fill(log, key: "key");
        _logs.Compact();

        RecordBatchHeader kept = Assert.Single(log.ReadHeaders(), header => header.ProducerId == 7);
        Assert.Equal((2, 3, 0, 2, 3), (kept.BaseOffset, kept.LastOffset, kept.RecordCount, kept.BaseSequence, kept.LastSequence));
        using TemporaryDirectory crashed = Crash.CopyOf(_logs.Root);
        foreach (string snapshot in Directory.GetFiles(crashed, "*.snapshot", SearchOption.AllDirectories))
        {
            File.Delete(snapshot);
        }

        await using LogDirectory reopened = LogDirectories.Open(crashed);
        AppendOutcome outcome = reopened.Rides(CompactedLogs.Config).Append(Batches.Keyed([("key", "3"), ("key", "4")], configure: b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence) = (7, 3, 2)));
        Assert.True(outcome.IsDuplicate);
        Assert.Equal(2, outcome.BaseOffset);
    }

    [Fact]
    public void Compact_drops_records_without_a_key_from_before_the_topic_was_compacted()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        using (var builder = new RecordBatchBuilder())
        {
            builder.Append(1000, NullableBytes.Null, "no key"u8);
            log.Append(builder.Build().ToArray());
        }

        CompactedLogs.Fill(log);
        _logs.Compact();

        Assert.DoesNotContain(log.ReadRecords(), record => record.Key is null);
    }

    [Fact]
    public void OffsetForTimestamp_finds_records_by_time_after_a_compaction()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        for (int i = 0; i < 100; i++)
        {
            log.Append(Batches.Keyed(i % 10 == 0 ? $"key {i}" : "often", "value", timestamp: 1000 + i));
        }

        CompactedLogs.Flushed(log);
        _logs.Compact();

        Assert.Equal(30, log.OffsetForTimestamp(1021)!.Value.Offset);
        Assert.Equal(99, log.OffsetForTimestamp(PartitionLog.MaxTimestamp)!.Value.Offset);
        Assert.Null(log.OffsetForTimestamp(1100));
    }

    [Fact]
    public void OffsetForTimestamp_does_not_count_a_batch_of_which_only_the_header_is_left()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        log.Append(Batches.Keyed([("key", "1")], timestamp: 9000, configure: b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence) = (7, 3, 0)));
        CompactedLogs.Fill(log, key: "key");
        _logs.Compact();

        Assert.Equal(0, log.ReadHeaders()[0].RecordCount);
        Assert.Equal(1000, log.OffsetForTimestamp(PartitionLog.MaxTimestamp)!.Value.Timestamp);
    }

    [Fact]
    public void Read_a_leased_slice_stays_readable_when_its_segment_is_compacted_away()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config);
        CompactedLogs.Fill(log);
        byte[] expected = log.ReadBytes(0);
        using LogSlice slice = log.Read(0, long.MaxValue, int.MaxValue, true);

        _logs.Compact();
        _logs.Time.Advance(TimeSpan.FromMinutes(2));

        byte[] bytes = new byte[slice.Length];
        slice.CopyTo(bytes);
        Assert.Equal(expected, bytes);
        Assert.NotEqual(expected, log.ReadBytes(0));
    }

    [Fact]
    public void Compact_drops_aborted_records_at_once_and_their_marker_after_its_horizon()
    {
        PartitionLog log = _logs.Rides(CompactedLogs.Config with { DeleteRetentionMs = 60_000, MinCleanableDirtyRatio = 0 });
        log.Append(Batches.Keyed("key", "before"));
        log.Append(Batches.Keyed([("key", "aborted")], configure: b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence, b.IsTransactional) = (7, 0, 0, true)));
        log.End(7, 0, isCommit: false); // 2
        log.Append(Batches.Keyed([("other", "7 goes on")], configure: b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence, b.IsTransactional) = (7, 0, 1, true)));
        log.End(7, 0, isCommit: true); // 4
        CompactedLogs.Fill(log);

        _logs.Compact();
        Assert.Equal([new(0, "key", "before"), new(3, "other", "7 goes on")], log.ReadCommitted()[..2]);
        Assert.Equal([0L, 2, 3, 4], log.ReadHeaders()[..4].Select(header => header.BaseOffset));
        Assert.Equal([new(7, 1, 2, 3)], log.AbortedTransactions(0, log.HighWatermark));

        // No record of the aborted transaction is left: its marker gets a horizon, and goes when that has passed.
        CompactedLogs.Fill(log);
        _logs.Compact();
        Assert.Empty(log.AbortedTransactions(0, log.HighWatermark));
        Assert.True(log.ReadHeaders()[1].HasDeleteHorizon);
        _logs.Time.Advance(TimeSpan.FromMinutes(1));
        CompactedLogs.Fill(log);
        _logs.Compact();
        Assert.Equal([0L, 3, 4], log.ReadHeaders()[..3].Select(header => header.BaseOffset));
        Assert.Equal([new(0, "key", "before"), new(3, "other", "7 goes on")], log.ReadCommitted()[..2]);
    }
}
