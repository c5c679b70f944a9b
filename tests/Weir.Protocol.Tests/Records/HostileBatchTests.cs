using System.Buffers.Binary;
using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

/// <summary>Whatever the bytes are, reading them ends in records or in a <see cref="ProtocolException"/>.</summary>
public sealed class HostileBatchTests
{
    // End-of-block code, checksum and size, which .NET's gzip does not miss; the batch has a checksum of its own.
    private const int GzipTrailer = 9;

    public static TheoryData<CompressionType> Codecs => Batches.Codecs;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Open_cut_at_every_byte_is_refused(CompressionType compression)
    {
        byte[] batch = Batches.Build(compression, SampleRecord.Random(new Random(1), 20, 60));
        for (int length = 0; length < batch.Length; length++)
        {
            byte[] cut = batch[..length];
            Assert.Throws<ProtocolException>(() => Batches.Read(cut));
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Open_records_cut_at_every_byte_with_right_length_is_refused(CompressionType compression)
    {
        byte[] batch = Batches.Build(compression, SampleRecord.Random(new Random(1), 20, 60));
        for (int length = RecordBatchHeader.SizeInBytes; length < batch.Length; length++)
        {
            byte[] cut = batch[..length];
            BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(RecordBatchHeader.BatchLengthPosition), length - RecordBatchHeader.LogOverhead);
            bool onlyTrailerMissing = compression == CompressionType.Gzip && length >= batch.Length - GzipTrailer;
            Assert.True(onlyTrailerMissing || ReadWithoutCrc(cut) is null, $"Records were read from {length} of {batch.Length} bytes.");
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Open_mutated_bytes_never_throws_anything_else(CompressionType compression)
    {
        var random = new Random(1234);
        byte[] batch = Batches.Build(compression, SampleRecord.Random(random, 30, 200));
        for (int round = 0; round < 20_000; round++)
        {
            byte[] mutated = (byte[])batch.Clone();
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                Mutate(random, mutated);
            }

            ReadWithoutCrc(mutated);
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Open_random_bytes_behind_a_header_never_throws_anything_else(CompressionType compression)
    {
        var random = new Random(99);
        byte[] template = Batches.Build(compression, [new(1, [1], [2], [])]);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] batch = new byte[RecordBatchHeader.SizeInBytes + random.Next(300)];
            random.NextBytes(batch);
            template.AsSpan(0, Math.Min(batch.Length, random.Next(RecordBatchHeader.SizeInBytes, template.Length + 1))).CopyTo(batch);
            BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.BatchLengthPosition), batch.Length - RecordBatchHeader.LogOverhead);
            ReadWithoutCrc(batch);
        }
    }

    [Theory]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public void Open_bomb_is_refused_at_the_bound(CompressionType compression)
    {
        byte[] bomb = Batches.Build(compression, [new(1, null, new byte[50_000_000], [])]);
        using var reader = new RecordBatchReader { MaxDecompressedSize = 1_000_000 };
        long before = GC.GetAllocatedBytesForCurrentThread();
        ProtocolException error = Assert.Throws<ProtocolException>(() => reader.Open(bomb));
        Assert.Contains("1000000", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Open_decompressed_size_at_the_bound_is_read(CompressionType compression)
    {
        using var builder = new RecordBatchBuilder { Compression = compression };
        builder.Append(1, NullableBytes.Null, new byte[100_000]);
        int size = builder.UncompressedSize - RecordBatchHeader.SizeInBytes;
        byte[] batch = builder.Build().ToArray();
        using var enough = new RecordBatchReader { MaxDecompressedSize = size };
        enough.Open(batch);
        Assert.True(enough.TryRead(out _));

        if (compression != CompressionType.None)
        {
            using var tooSmall = new RecordBatchReader { MaxDecompressedSize = size - 1 };
            Assert.Throws<ProtocolException>(() => tooSmall.Open(batch));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    public void Read_wrong_record_count_is_refused(int count)
    {
        byte[] batch = Batches.Build(CompressionType.None, [new(1, [1], [2], []), new(1, [1], [2], []), new(1, [1], [2], [])]);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.RecordCountPosition), count);
        RecordBatch.UpdateCrc(batch);
        Assert.Throws<ProtocolException>(() => Batches.Read(batch));
    }

    [Fact]
    public void Open_wrong_checksum_is_refused_unless_unchecked()
    {
        byte[] batch = Batches.Build(CompressionType.None, [new(1, [1], [2], [])]);
        batch[RecordBatchHeader.CrcPosition]++;
        Assert.Throws<ProtocolException>(() => Batches.Read(batch));
        Assert.Single(Batches.Read(batch, verifyCrc: false));
    }

    private static int? ReadWithoutCrc(byte[] batch)
    {
        try
        {
            using var reader = new RecordBatchReader { MaxDecompressedSize = 1_000_000 };
            reader.Open(batch, verifyCrc: false);
            int records = 0;
            foreach (var record in reader)
            {
                records++;
                Assert.Equal(record.Headers.Count, record.Headers.ToArray().Length);
            }

            return records;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static void Mutate(Random random, byte[] bytes)
    {
        int position = RecordBatchHeader.AttributesPosition + random.Next(bytes.Length - RecordBatchHeader.AttributesPosition);
        switch (random.Next(3))
        {
            case 0:
                bytes[position] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[position] = (byte)random.Next(256);
                break;
            default:
                int length = Math.Min(random.Next(8), bytes.Length - position);
                bytes.AsSpan(random.Next(bytes.Length - length), length).CopyTo(bytes.AsSpan(position));
                break;
        }
    }
}
