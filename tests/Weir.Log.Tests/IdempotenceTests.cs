using Weir.Log.Producers;
using Weir.Log.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

/// <summary>KIP-98 and KIP-360, as Kafka 4.3 does them.</summary>
public sealed class IdempotenceTests
{
    private const long Producer = 42;

    [Theory]
    [InlineData(1, 3, ErrorCode.None)] // the next sequence
    [InlineData(1, 4, ErrorCode.OutOfOrderSequenceNumber)] // a gap
    [InlineData(1, 1, ErrorCode.OutOfOrderSequenceNumber)] // overlaps what is stored, but is none of the stored batches
    [InlineData(0, 3, ErrorCode.InvalidProducerEpoch)] // an older epoch
    [InlineData(2, 0, ErrorCode.None)] // a newer epoch starts at 0
    [InlineData(2, 3, ErrorCode.OutOfOrderSequenceNumber)] // and nowhere else
    public void Check_after_sequences_0_to_2_of_epoch_1(short epoch, int sequence, ErrorCode expected)
    {
        var table = new ProducerStateTable();
        Record(table, epoch: 1, sequence: 0, count: 3, baseOffset: 0);

        ErrorCode error = Check(table, epoch, sequence, count: 1, out ProducerBatch duplicate, out string? message);

        Assert.Equal(expected, error);
        Assert.Equal(-1, duplicate.LastOffset);
        Assert.Equal(expected != ErrorCode.None, message is not null);
    }

    [Fact]
    public void Check_unknown_producer_may_start_anywhere() =>
        Assert.Equal(ErrorCode.None, Check(new ProducerStateTable(), epoch: 3, sequence: 77, count: 2, out _, out _));

    [Fact]
    public void Check_recognises_each_of_the_last_five_batches()
    {
        var table = new ProducerStateTable();
        for (int i = 0; i < 7; i++)
        {
            Record(table, epoch: 0, sequence: 2 * i, count: 2, baseOffset: 100 + (2 * i));
        }

        for (int i = 0; i < 7; i++)
        {
            ErrorCode error = Check(table, epoch: 0, sequence: 2 * i, count: 2, out ProducerBatch duplicate, out _);
            Assert.Equal(i < 2 ? ErrorCode.OutOfOrderSequenceNumber : ErrorCode.None, error);
            Assert.Equal(i < 2 ? -1 : 100 + (2 * i), i < 2 ? duplicate.LastOffset : duplicate.FirstOffset);
        }
    }

    [Fact]
    public void Check_duplicate_of_an_earlier_epoch_is_fenced()
    {
        var table = new ProducerStateTable();
        Record(table, epoch: 0, sequence: 0, count: 1, baseOffset: 0);
        Record(table, epoch: 1, sequence: 0, count: 1, baseOffset: 1);

        Assert.Equal(ErrorCode.InvalidProducerEpoch, Check(table, epoch: 0, sequence: 0, count: 1, out _, out _));
    }

    [Theory]
    [InlineData(int.MaxValue, 1, 0)]
    [InlineData(int.MaxValue - 1, 4, 2)]
    public void Check_sequence_wraps_to_zero(int sequence, int count, int next)
    {
        var table = new ProducerStateTable();
        Record(table, epoch: 0, sequence, count, baseOffset: 10);

        Assert.Equal(ErrorCode.None, Check(table, epoch: 0, next, count: 1, out _, out _));
        Assert.Equal(ErrorCode.None, Check(table, epoch: 0, sequence, count, out ProducerBatch duplicate, out _));
        Assert.Equal(10, duplicate.FirstOffset);
        Assert.Equal(sequence, duplicate.FirstSequence);
    }

    [Fact]
    public void Expire_forgets_producers_not_heard_of()
    {
        var table = new ProducerStateTable();
        Record(table, epoch: 0, sequence: 0, count: 1, baseOffset: 0, nowMs: 1000);

        table.Expire(nowMs: 1999, expirationMs: 1000);
        Assert.Equal(1, table.Count);
        table.Expire(nowMs: 2000, expirationMs: 1000);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void Snapshot_keeps_the_last_batch_of_each_producer()
    {
        var table = new ProducerStateTable();
        Record(table, epoch: 3, sequence: 5, count: 2, baseOffset: 50);
        Record(table, epoch: 3, sequence: 7, count: 3, baseOffset: 52);
        byte[] bytes = ProducerSnapshot.Encode(table);

        var restored = new ProducerStateTable();
        Assert.True(ProducerSnapshot.TryDecode(bytes, restored, nowMs: 0));

        Check(restored, epoch: 3, sequence: 7, count: 3, out ProducerBatch duplicate, out _);
        Assert.Equal(52, duplicate.FirstOffset);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Check(restored, epoch: 3, sequence: 5, count: 2, out _, out _));
        Assert.Equal(bytes, ProducerSnapshot.Encode(restored));
    }

    [Fact]
    public void Snapshot_with_any_bit_flipped_is_refused()
    {
        var table = new ProducerStateTable();
        Record(table, epoch: 3, sequence: 5, count: 2, baseOffset: 50);
        byte[] bytes = ProducerSnapshot.Encode(table);
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(ProducerSnapshot.TryDecode(damaged, new ProducerStateTable(), nowMs: 0));
        }

        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(ProducerSnapshot.TryDecode(bytes.AsSpan(0, length), new ProducerStateTable(), nowMs: 0));
        }
    }

    [Fact]
    public async Task Append_duplicate_is_answered_with_the_first_offset_and_stored_once()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        PartitionLog log = directory.Rides(new LogConfig { MessageTimestampType = TimestampType.LogAppendTime });
        AppendOutcome first = log.Append(Batches.Idempotent(Producer, 0, 0, count: 3));
        log.Append(Batches.Idempotent(Producer, 0, 3));

        AppendOutcome again = log.Append(Batches.Idempotent(Producer, 0, 0, count: 3));

        Assert.Equal(first with { IsDuplicate = true }, again);
        Assert.Equal(4, log.LogEndOffset);
    }

    [Fact]
    public async Task Append_refused_sequence_changes_nothing()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        PartitionLog log = directory.Rides();
        log.Append(Batches.Idempotent(Producer, 0, 0));

        AppendOutcome refused = log.Append(Batches.Idempotent(Producer, 0, 2));

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, refused.Error);
        Assert.Contains("sequence 1", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(-1, refused.BaseOffset);
        Assert.Equal(1, log.LogEndOffset);
        Assert.Equal(1, log.Append(Batches.Idempotent(Producer, 0, 1)).BaseOffset);
    }

    private static RecordBatchHeader Header(short epoch, int sequence, int count, long baseOffset)
    {
        RecordBatchHeader.TryRead(Batches.Idempotent(Producer, epoch, sequence, count), out RecordBatchHeader header);
        return header with { BaseOffset = baseOffset };
    }

    private static void Record(ProducerStateTable table, short epoch, int sequence, int count, long baseOffset, long nowMs = 0) =>
        table.Record(Header(epoch, sequence, count, baseOffset), marker: null, nowMs);

    private static ErrorCode Check(ProducerStateTable table, short epoch, int sequence, int count, out ProducerBatch duplicate, out string? message) =>
        table.Check(Header(epoch, sequence, count, baseOffset: 0), out duplicate, out message);
}
