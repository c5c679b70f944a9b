using Weir.Protocol.Records;
using Record = Weir.Protocol.Records.Record;

namespace Weir.Protocol.Tests.Records;

public sealed class RecordBatchRoundTripTests
{
    public static TheoryData<CompressionType> Codecs => Batches.Codecs;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Build_random_records_reads_back_the_same(CompressionType compression)
    {
        var random = new Random(98);
        using var builder = new RecordBatchBuilder { Compression = compression };
        for (int round = 0; round < 60; round++)
        {
            List<SampleRecord> records = SampleRecord.Random(random, random.Next(1, 200), round % 10 == 0 ? 5000 : 100);
            builder.Reset();
            foreach (SampleRecord record in records)
            {
                builder.Append(record.Timestamp, record.Key, record.Value, record.Headers);
            }

            ReadOnlyMemory<byte> batch = builder.Build();
            Assert.Equal(records, Batches.Read(batch));
            RecordBatchHeader header = Batches.HeaderOf(batch.Span);
            Assert.Equal(compression, header.Compression);
            Assert.Equal(records[0].Timestamp, header.BaseTimestamp);
            Assert.Equal(records.Max(r => r.Timestamp), header.MaxTimestamp);
            Assert.Equal(records.Count, header.RecordCount);
            Assert.Equal(records.Count - 1, header.LastOffsetDelta);
            Assert.Equal(batch.Length, header.TotalSize);
        }
    }

    [Theory]
    [InlineData(CompressionType.Gzip, 1)]
    [InlineData(CompressionType.Gzip, 9)]
    [InlineData(CompressionType.Lz4, 1)]
    [InlineData(CompressionType.Lz4, 17)]
    [InlineData(CompressionType.Zstd, -5)]
    [InlineData(CompressionType.Zstd, 19)]
    public void Build_with_level_reads_back_the_same(CompressionType compression, int level)
    {
        List<SampleRecord> records = SampleRecord.Random(new Random(390), 300, 1000);
        Assert.Equal(records, Batches.Read(Batches.Build(compression, records, b => b.CompressionLevel = level)));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Build_large_records_reads_back_the_same(CompressionType compression)
    {
        byte[] value = new byte[3_000_000];
        new Random(1).NextBytes(value.AsSpan(1_000_000));
        List<SampleRecord> records = [new(1, [], value, []), new(2, null, value[..70_000], [])];
        Assert.Equal(records, Batches.Read(Batches.Build(compression, records)));
    }

    [Fact]
    public void Build_again_with_producer_state_changes_only_the_header()
    {
        List<SampleRecord> records = SampleRecord.Random(new Random(5), 10, 100);
        using var builder = new RecordBatchBuilder { Compression = CompressionType.Zstd };
        records.ForEach(r => builder.Append(r.Timestamp, r.Key, r.Value, r.Headers));
        byte[] first = builder.Build().ToArray();

        builder.ProducerId = 7;
        builder.ProducerEpoch = 3;
        builder.BaseSequence = 11;
        builder.IsTransactional = true;
        builder.Compression = CompressionType.None;
        byte[] second = builder.Build().ToArray();

        RecordBatchHeader header = Batches.HeaderOf(second);
        Assert.Equal((7L, (short)3, 11, true, CompressionType.Zstd), (header.ProducerId, header.ProducerEpoch, header.BaseSequence, header.IsTransactional, header.Compression));
        Assert.False(Batches.HeaderOf(first).HasProducerId);
        Assert.Equal(first.AsSpan(RecordBatchHeader.SizeInBytes), second.AsSpan(RecordBatchHeader.SizeInBytes));
        Assert.Equal(records, Batches.Read(second));
    }

    [Fact]
    public void Append_after_build_is_refused_until_reset()
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(1, NullableBytes.Null, "a"u8);
        builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.Append(2, NullableBytes.Null, "b"u8));

        builder.Reset();
        Assert.Equal(0, builder.Append(2, NullableBytes.Null, "b"u8));
    }

    [Fact]
    public void AppendAt_keeps_gaps_and_refuses_going_back()
    {
        using var builder = new RecordBatchBuilder { BaseOffset = 100 };
        builder.AppendAt(3, 1, "k"u8, NullableBytes.Null);
        builder.AppendAt(9, 1, "k"u8, NullableBytes.Null);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AppendAt(9, 1, "k"u8, NullableBytes.Null));

        using var reader = new RecordBatchReader();
        reader.Open(builder.Build());
        Assert.True(reader.TryRead(out Record first));
        Assert.True(reader.TryRead(out Record second));
        Assert.False(reader.TryRead(out _));
        Assert.Equal((103, 109, 109), (first.Offset, second.Offset, reader.Header.LastOffset));
    }

    [Fact]
    public void DeleteHorizon_is_base_of_timestamps()
    {
        using var builder = new RecordBatchBuilder { DeleteHorizonMs = 5000 };
        builder.Append(1200, "k"u8, NullableBytes.Null);
        byte[] batch = builder.Build().ToArray();

        RecordBatchHeader header = Batches.HeaderOf(batch);
        Assert.True(header.HasDeleteHorizon);
        Assert.Equal((5000, 1200), (header.BaseTimestamp, header.MaxTimestamp));
        Assert.Equal(1200, Assert.Single(Batches.Read(batch)).Timestamp);
        Assert.Throws<InvalidOperationException>(() => builder.DeleteHorizonMs = 1);
    }

    [Fact]
    public void UncompressedSize_and_bound_are_true_of_every_record()
    {
        var random = new Random(12);
        using var builder = new RecordBatchBuilder();
        foreach (SampleRecord record in SampleRecord.Random(random, 500, 300))
        {
            int before = builder.UncompressedSize;
            int bound = RecordBatch.RecordSizeUpperBound(record.Key?.Length ?? -1, record.Value?.Length ?? -1, record.Headers);
            builder.Append(record.Timestamp, record.Key, record.Value, record.Headers);
            Assert.InRange(builder.UncompressedSize - before, 7, bound);
        }

        Assert.Equal(builder.UncompressedSize, builder.Build().Length);
    }

    [Fact]
    public void HasRoomFor_empty_batch_takes_anything()
    {
        using var builder = new RecordBatchBuilder();
        Assert.True(builder.HasRoomFor(1_000_000, limit: 100));
        builder.Append(1, NullableBytes.Null, NullableBytes.Null);
        Assert.True(builder.HasRoomFor(100 - builder.UncompressedSize, limit: 100));
        Assert.False(builder.HasRoomFor(101 - builder.UncompressedSize, limit: 100));
    }
}
