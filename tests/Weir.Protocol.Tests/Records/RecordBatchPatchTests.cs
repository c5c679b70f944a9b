using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

public sealed class RecordBatchPatchTests
{
    private readonly byte[] _batch = Batches.Build(CompressionType.Lz4, SampleRecord.Random(new Random(3), 20, 100));

    [Fact]
    public void SetBaseOffset_and_leader_epoch_leave_the_checksum_valid()
    {
        RecordBatch.SetBaseOffset(_batch, 1L << 40);
        RecordBatch.SetPartitionLeaderEpoch(_batch, 17);

        RecordBatchHeader header = Batches.HeaderOf(_batch);
        Assert.Equal((1L << 40, 17, (1L << 40) + 20), (header.BaseOffset, header.PartitionLeaderEpoch, header.NextOffset));
        Assert.True(RecordBatch.IsCrcValid(_batch));
    }

    [Fact]
    public void SetLogAppendTime_gives_every_record_that_time()
    {
        RecordBatch.SetLogAppendTime(_batch, 42);

        RecordBatchHeader header = Batches.HeaderOf(_batch);
        Assert.Equal((TimestampType.LogAppendTime, 42, CompressionType.Lz4), (header.TimestampType, header.MaxTimestamp, header.Compression));
        Assert.All(Batches.Read(_batch), r => Assert.Equal(42, r.Timestamp));
    }

    [Fact]
    public void SetMaxTimestamp_back_to_create_time_restores_the_records_own()
    {
        List<SampleRecord> before = Batches.Read(_batch);
        long max = Batches.HeaderOf(_batch).MaxTimestamp;
        RecordBatch.SetLogAppendTime(_batch, 42);
        RecordBatch.SetMaxTimestamp(_batch, TimestampType.CreateTime, max);
        Assert.Equal(before, Batches.Read(_batch));
    }

    [Fact]
    public void SetProducerState_renews_the_checksum()
    {
        RecordBatch.SetProducerState(_batch, 5, 6, int.MaxValue - 3);

        RecordBatchHeader header = Batches.HeaderOf(_batch);
        Assert.Equal((5L, (short)6, int.MaxValue - 3), (header.ProducerId, header.ProducerEpoch, header.BaseSequence));
        Assert.Equal(15, header.LastSequence);
        Assert.True(RecordBatch.IsCrcValid(_batch));
    }

    [Fact]
    public void IsCrcValid_any_flipped_bit_under_the_checksum_is_seen()
    {
        for (int position = RecordBatchHeader.CrcPosition; position < _batch.Length; position++)
        {
            _batch[position] ^= 0x10;
            Assert.False(RecordBatch.IsCrcValid(_batch));
            _batch[position] ^= 0x10;
        }

        Assert.False(RecordBatch.IsCrcValid(_batch.AsSpan(0, RecordBatchHeader.SizeInBytes - 1)));
    }

    [Theory]
    [MemberData(nameof(CodecPairs))]
    public void Transcode_keeps_all_but_the_codec(CompressionType from, CompressionType to)
    {
        List<SampleRecord> records = SampleRecord.Random(new Random(8), 50, 500);
        byte[] batch = Batches.Build(from, records, b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence, b.IsTransactional) = (1, 2, 3, true));
        RecordBatch.SetBaseOffset(batch, 77);
        using var transcoder = new RecordBatchTranscoder();

        byte[] transcoded = transcoder.Transcode(batch, to).ToArray();

        Assert.Equal(records, Batches.Read(transcoded));
        RecordBatchHeader expected = Batches.HeaderOf(batch);
        RecordBatchHeader actual = Batches.HeaderOf(transcoded);
        Assert.Equal(to, actual.Compression);
        Assert.Equal(transcoded.Length, actual.TotalSize);
        Assert.Equal(expected, actual with { BatchLength = expected.BatchLength, Crc = expected.Crc, Attributes = (short)((actual.Attributes & ~7) | (int)from) });
    }

    public static TheoryData<CompressionType, CompressionType> CodecPairs()
    {
        var pairs = new TheoryData<CompressionType, CompressionType>();
        foreach (CompressionType from in Enum.GetValues<CompressionType>())
        {
            foreach (CompressionType to in Enum.GetValues<CompressionType>())
            {
                pairs.Add(from, to);
            }
        }

        return pairs;
    }
}
