using Weir.Protocol.Records;
using Record = Weir.Protocol.Records.Record;

namespace Weir.Protocol.Tests.Records;

public sealed class RecordBatchFilterTests : IDisposable
{
    private readonly RecordBatchFilter _filter = new();

    public void Dispose() => _filter.Dispose();

    [Theory]
    [MemberData(nameof(Batches.Codecs), MemberType = typeof(Batches))]
    public void Build_keeps_the_chosen_records_and_all_else_of_the_batch(CompressionType codec)
    {
        List<SampleRecord> records = SampleRecord.Random(new Random(8), 50, 500);
        byte[] batch = BatchOf(codec, records);

        byte[] filtered = Filter(batch, keep: index => index % 3 == 1);

        List<SampleRecord> expected = [.. records.Where((_, index) => index % 3 == 1)];
        Assert.Equal(expected, Batches.Read(filtered));
        Assert.Equal([.. Enumerable.Range(0, 50).Where(index => index % 3 == 1).Select(index => 77L + index)], OffsetsOf(filtered));
        RecordBatchHeader before = Batches.HeaderOf(batch);
        RecordBatchHeader after = Batches.HeaderOf(filtered);
        Assert.Equal(expected.Max(record => record.Timestamp), after.MaxTimestamp);
        Assert.Equal(before, after with { BatchLength = before.BatchLength, Crc = before.Crc, MaxTimestamp = before.MaxTimestamp, RecordCount = 50 });
    }

    [Fact]
    public void Build_returns_the_batch_itself_when_everything_is_kept()
    {
        byte[] batch = BatchOf(CompressionType.Gzip, SampleRecord.Random(new Random(9), 20, 100));

        Assert.Equal(batch, Filter(batch, keep: _ => true));
    }

    [Theory]
    [MemberData(nameof(Batches.Codecs), MemberType = typeof(Batches))]
    public void Build_with_a_delete_horizon_moves_the_base_of_the_timestamps_and_not_the_timestamps(CompressionType codec)
    {
        List<SampleRecord> records = SampleRecord.Random(new Random(10), 30, 300);
        byte[] batch = BatchOf(codec, records);

        byte[] once = Filter(batch, keep: _ => true, horizon: 1_800_000_000_000);
        byte[] twice = Filter(once, keep: index => index > 3);

        Assert.All([once, twice], result =>
        {
            RecordBatchHeader header = Batches.HeaderOf(result);
            Assert.True(header.HasDeleteHorizon);
            Assert.Equal(1_800_000_000_000, header.BaseTimestamp);
        });
        Assert.Equal(records, Batches.Read(once));
        Assert.Equal(records[4..], Batches.Read(twice));
    }

    [Fact]
    public void Build_leaves_the_time_of_the_append_to_the_records_that_stay()
    {
        byte[] batch = BatchOf(CompressionType.Zstd, SampleRecord.Random(new Random(11), 10, 100));
        RecordBatch.SetLogAppendTime(batch, 1_234_567);

        byte[] filtered = Filter(batch, keep: index => index == 4, horizon: 5_000_000);

        Assert.Equal(1_234_567, Assert.Single(Batches.Read(filtered)).Timestamp);
        Assert.Equal(TimestampType.LogAppendTime, Batches.HeaderOf(filtered).TimestampType);
    }

    [Fact]
    public void BuildEmpty_leaves_offsets_and_producer_and_nothing_else()
    {
        byte[] batch = BatchOf(CompressionType.Lz4, SampleRecord.Random(new Random(12), 10, 100));
        _filter.Open(batch);

        byte[] empty = _filter.BuildEmpty().ToArray();

        Assert.Equal(RecordBatchHeader.SizeInBytes, empty.Length);
        Assert.Empty(Batches.Read(empty));
        RecordBatchHeader before = Batches.HeaderOf(batch);
        RecordBatchHeader after = Batches.HeaderOf(empty);
        Assert.Equal((0, CompressionType.None, RecordBatch.NoTimestamp), (after.RecordCount, after.Compression, after.BaseTimestamp));
        Assert.Equal(
            (before.BaseOffset, before.LastOffset, before.ProducerId, before.ProducerEpoch, before.LastSequence, before.MaxTimestamp, before.IsTransactional),
            (after.BaseOffset, after.LastOffset, after.ProducerId, after.ProducerEpoch, after.LastSequence, after.MaxTimestamp, after.IsTransactional));
    }

    [Fact]
    public void Open_refuses_a_batch_whose_checksum_is_wrong()
    {
        byte[] batch = BatchOf(CompressionType.None, SampleRecord.Random(new Random(13), 3, 100));
        batch[^1] ^= 1;

        Assert.Throws<ProtocolException>(() => _filter.Open(batch));
    }

    private byte[] Filter(byte[] batch, Func<int, bool> keep, long? horizon = null)
    {
        _filter.Open(batch);
        for (int index = 0; _filter.TryRead(out _); index++)
        {
            if (keep(index))
            {
                _filter.Keep();
            }
        }

        return _filter.Build(horizon).ToArray();
    }

    private static byte[] BatchOf(CompressionType codec, List<SampleRecord> records)
    {
        byte[] batch = Batches.Build(codec, records, b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence, b.IsTransactional) = (1, 2, 3, true));
        RecordBatch.SetBaseOffset(batch, 77);
        RecordBatch.SetPartitionLeaderEpoch(batch, 5);
        return batch;
    }

    private static List<long> OffsetsOf(byte[] batch)
    {
        using var reader = new RecordBatchReader();
        reader.Open(batch);
        var offsets = new List<long>();
        foreach (Record record in reader)
        {
            offsets.Add(record.Offset);
        }

        return offsets;
    }
}
