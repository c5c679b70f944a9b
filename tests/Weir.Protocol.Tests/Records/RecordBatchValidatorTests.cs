using System.Buffers.Binary;
using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

public sealed class RecordBatchValidatorTests
{
    private const long Now = 1_700_000_000_000;

    public static TheoryData<CompressionType> Codecs => Batches.Codecs;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Validate_sound_batch_is_valid(CompressionType compression)
    {
        byte[] batch = Batches.Build(compression, SampleRecord.Random(new Random(1), 30, 100));
        RecordBatchValidation outcome = RecordBatchValidator.Validate(batch, new RecordBatchRules(), Now, out RecordBatchHeader header);
        Assert.Equal((ErrorCode.None, null), (outcome.ErrorCode, outcome.Message));
        Assert.Equal(30, header.RecordCount);
    }

    [Fact]
    public void Validate_no_batch_two_batches_or_half_a_batch_is_invalid_record()
    {
        byte[] batch = Sound();
        Assert.Equal(ErrorCode.InvalidRecord, Validate([]));
        Assert.Equal(ErrorCode.InvalidRecord, Validate([.. batch, .. batch]));
        Assert.Equal(ErrorCode.InvalidRecord, Validate([.. batch, 0]));
        Assert.Equal(ErrorCode.InvalidRecord, Validate(batch[..^1]));
    }

    [Theory]
    [InlineData(0, ErrorCode.InvalidRecord)]
    [InlineData(1, ErrorCode.InvalidRecord)]
    [InlineData(3, ErrorCode.CorruptMessage)]
    public void Validate_other_magic_is_refused(byte magic, ErrorCode expected)
    {
        byte[] batch = Sound();
        batch[RecordBatchHeader.MagicPosition] = magic;
        Assert.Equal(expected, Validate(batch));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(48)]
    [InlineData(int.MinValue)]
    public void Validate_length_below_a_header_is_corrupt(int length)
    {
        byte[] batch = Sound();
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.BatchLengthPosition), length);
        Assert.Equal(ErrorCode.CorruptMessage, Validate(batch));
    }

    [Fact]
    public void Validate_every_flipped_bit_under_the_checksum_is_corrupt()
    {
        byte[] batch = Sound();
        for (int position = RecordBatchHeader.CrcPosition; position < batch.Length; position++)
        {
            batch[position] ^= 1;
            Assert.Equal(ErrorCode.CorruptMessage, Validate(batch));
            batch[position] ^= 1;
        }
    }

    [Fact]
    public void Validate_base_offset_from_client_is_zero()
    {
        byte[] batch = Sound();
        RecordBatch.SetBaseOffset(batch, 1);
        Assert.Equal(ErrorCode.InvalidRecord, Validate(batch));
    }

    [Fact]
    public void Validate_larger_than_topic_allows_is_message_too_large()
    {
        byte[] batch = Sound();
        Assert.Equal(ErrorCode.None, Validate(batch, new RecordBatchRules { MaxBatchSize = batch.Length }));
        Assert.Equal(ErrorCode.MessageTooLarge, Validate(batch, new RecordBatchRules { MaxBatchSize = batch.Length - 1 }));
    }

    [Fact]
    public void Validate_zstd_before_produce_7_is_unsupported()
    {
        byte[] batch = Batches.Build(CompressionType.Zstd, SampleRecord.Random(new Random(1), 3, 10));
        Assert.Equal(ErrorCode.UnsupportedCompressionType, Validate(batch, new RecordBatchRules { ProduceVersion = 6 }));
        Assert.Equal(ErrorCode.None, Validate(batch, new RecordBatchRules { ProduceVersion = 7 }));
    }

    [Theory]
    [InlineData(RecordBatchHeader.RecordCountPosition, 0)]
    [InlineData(RecordBatchHeader.RecordCountPosition, -1)]
    [InlineData(RecordBatchHeader.RecordCountPosition, 4)]
    [InlineData(RecordBatchHeader.RecordCountPosition, int.MaxValue)]
    [InlineData(RecordBatchHeader.LastOffsetDeltaPosition, -1)]
    [InlineData(RecordBatchHeader.LastOffsetDeltaPosition, 1)]
    [InlineData(RecordBatchHeader.LastOffsetDeltaPosition, int.MaxValue)]
    public void Validate_count_that_disagrees_with_offsets_is_invalid_record(int position, int value)
    {
        byte[] batch = Sound();
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(position), value);
        RecordBatch.UpdateCrc(batch);
        Assert.Equal(ErrorCode.InvalidRecord, Validate(batch));
    }

    [Fact]
    public void Validate_control_batch_from_client_is_invalid_record() =>
        Assert.Equal(ErrorCode.InvalidRecord, Validate(Sound(b => b.IsControl = true)));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Validate_unknown_codec_is_unsupported(int codec)
    {
        byte[] batch = Sound();
        batch[RecordBatchHeader.AttributesPosition + 1] = (byte)codec;
        RecordBatch.UpdateCrc(batch);
        Assert.Equal(ErrorCode.UnsupportedCompressionType, Validate(batch));
    }

    [Fact]
    public void Validate_producer_fields_must_agree()
    {
        Assert.Equal(ErrorCode.None, Validate(Sound(b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence) = (1, 0, 0))));
        Assert.Equal(ErrorCode.InvalidRecord, Validate(Sound(b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence) = (1, 0, -1))));
        Assert.Equal(ErrorCode.InvalidRecord, Validate(Sound(b => (b.ProducerId, b.ProducerEpoch, b.BaseSequence) = (1, -1, 0))));
        Assert.Equal(ErrorCode.InvalidRecord, Validate(Sound(b => b.IsTransactional = true)));
    }

    [Fact]
    public void Validate_log_append_time_from_client_is_invalid_timestamp()
    {
        byte[] batch = Sound();
        RecordBatch.SetLogAppendTime(batch, Now);
        Assert.Equal(ErrorCode.InvalidTimestamp, Validate(batch));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Validate_compacted_topic_names_records_without_key(CompressionType compression)
    {
        byte[] batch = Batches.Build(compression, [new(1, [1], [], []), new(1, null, [], []), new(1, [], null, []), new(1, null, null, [])]);
        RecordBatchValidation outcome = RecordBatchValidator.Validate(batch, new RecordBatchRules { RequireKeys = true }, Now, out _);
        Assert.Equal(ErrorCode.InvalidRecord, outcome.ErrorCode);
        Assert.Equal([1, 3], outcome.RecordErrors.Select(e => e.BatchIndex));
        Assert.Equal(ErrorCode.None, Validate(batch));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Validate_timestamps_out_of_range_are_named(CompressionType compression)
    {
        long[] timestamps = [Now, Now - 101, Now + 51, Now - 100, Now + 50, -1];
        byte[] batch = Batches.Build(compression, timestamps.Select(t => new SampleRecord(t, null, [1], [])));
        var rules = new RecordBatchRules { TimestampBeforeMaxMs = 100, TimestampAfterMaxMs = 50 };

        RecordBatchValidation outcome = RecordBatchValidator.Validate(batch, in rules, Now, out _);

        Assert.Equal(ErrorCode.InvalidTimestamp, outcome.ErrorCode);
        Assert.Equal([1, 2], outcome.RecordErrors.Select(e => e.BatchIndex));
        Assert.Equal(ErrorCode.None, Validate(batch, rules with { TimestampType = TimestampType.LogAppendTime }));
        Assert.Equal(ErrorCode.InvalidTimestamp, Validate(batch, new RecordBatchRules { TimestampAfterMaxMs = 50 }));
    }

    [Fact]
    public void Validate_offset_deltas_that_do_not_count_up_are_invalid_record()
    {
        using var builder = new RecordBatchBuilder();
        builder.AppendAt(1, Now, NullableBytes.Null, "a"u8);
        byte[] batch = builder.Build().ToArray();
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.LastOffsetDeltaPosition), 0);
        RecordBatch.UpdateCrc(batch);
        Assert.Equal(ErrorCode.InvalidRecord, Validate(batch));
    }

    [Fact]
    public void Validate_undecodable_records_with_right_checksum_are_invalid_record()
    {
        byte[] batch = Sound();
        batch[^1] = 0x7F;
        RecordBatch.UpdateCrc(batch);
        Assert.Equal(ErrorCode.InvalidRecord, Validate(batch));
    }

    [Fact]
    public void Validate_bomb_on_compacted_topic_is_invalid_record()
    {
        byte[] batch = Batches.Build(CompressionType.Zstd, [new(1, [1], new byte[10_000_000], [])]);
        Assert.Equal(ErrorCode.InvalidRecord, Validate(batch, new RecordBatchRules { RequireKeys = true, MaxDecompressedSize = 1_000_000 }));
        Assert.Equal(ErrorCode.None, Validate(batch, new RecordBatchRules { RequireKeys = true }));
    }

    private static byte[] Sound(Action<RecordBatchBuilder>? configure = null) =>
        Batches.Build(CompressionType.None, SampleRecord.Random(new Random(2), 3, 20), configure);

    private static ErrorCode Validate(byte[] records) => Validate(records, new RecordBatchRules());

    private static ErrorCode Validate(byte[] records, RecordBatchRules rules)
    {
        RecordBatchValidation outcome = RecordBatchValidator.Validate(records, in rules, Now, out _);
        Assert.Equal(outcome.IsValid, outcome.Message is null);
        return outcome.ErrorCode;
    }
}
