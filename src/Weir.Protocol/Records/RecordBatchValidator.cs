using System.Buffers.Binary;

namespace Weir.Protocol.Records;

/// <summary>
/// What a broker must check of the records that a client produces to a partition. Error codes and wording follow Apache Kafka 4.3
/// (<c>ProduceRequest.validateRecords</c>, <c>UnifiedLog.analyzeAndValidateRecords</c>, <c>LogValidator</c>).
/// </summary>
/// <remarks>
/// A batch is decompressed only when a rule needs its records: keys of a compacted topic, timestamps that the header
/// does not show to be in range. The records of an uncompressed batch are always walked. A sound batch costs no allocation.
/// </remarks>
public static class RecordBatchValidator
{
    private const int ZstdSinceProduceVersion = 7;

    /// <summary>Checks what a client sent for one partition.</summary>
    /// <param name="records">The partition's records as they came: exactly one batch.</param>
    /// <param name="rules">What topic and request version ask.</param>
    /// <param name="now">Milliseconds since the epoch.</param>
    /// <param name="header">The batch's header; meaningful when the outcome is valid.</param>
    public static RecordBatchValidation Validate(ReadOnlyMemory<byte> records, in RecordBatchRules rules, long now, out RecordBatchHeader header)
    {
        RecordBatchValidation outcome = CheckFraming(records.Span, in rules, out header);
        if (!outcome.IsValid)
        {
            return outcome with { IsBatch = false };
        }

        outcome = CheckHeader(in header);

        return outcome.IsValid ? RecordsValidator.Check(records, in header, in rules, now) : outcome;
    }

    private static RecordBatchValidation CheckFraming(ReadOnlySpan<byte> bytes, in RecordBatchRules rules, out RecordBatchHeader header)
    {
        header = default;
        if (bytes.Length <= RecordBatchHeader.MagicPosition)
        {
            return NotOneBatch("at least one record batch");
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(bytes[RecordBatchHeader.BatchLengthPosition..]);
        byte magic = bytes[RecordBatchHeader.MagicPosition];
        if (magic > RecordBatchHeader.CurrentMagic)
        {
            return RecordBatchValidation.Invalid(ErrorCode.CorruptMessage, $"Invalid magic found in record: {magic}");
        }

        if (magic < RecordBatchHeader.CurrentMagic)
        {
            return NotOneBatch("only record batches with magic version 2");
        }

        if (length < RecordBatchHeader.SizeInBytes - RecordBatchHeader.LogOverhead)
        {
            return RecordBatchValidation.Invalid(ErrorCode.CorruptMessage, $"Record size {length} is less than the minimum record overhead ({RecordBatchHeader.SizeInBytes - RecordBatchHeader.LogOverhead})");
        }

        long size = (long)length + RecordBatchHeader.LogOverhead;
        if (size > bytes.Length)
        {
            return NotOneBatch("at least one record batch");
        }

        _ = RecordBatchHeader.TryRead(bytes, out header);
        return size == bytes.Length || IsZstdTooEarly(in header, in rules)
            ? CheckBytes(bytes, in header, in rules)
            : NotOneBatch("exactly one record batch");
    }

    private static RecordBatchValidation CheckBytes(ReadOnlySpan<byte> batch, in RecordBatchHeader header, in RecordBatchRules rules)
    {
        if (IsZstdTooEarly(in header, in rules))
        {
            return RecordBatchValidation.Invalid(
                ErrorCode.UnsupportedCompressionType,
                $"Produce requests with version {rules.ProduceVersion} are not allowed to use ZStandard compression");
        }

        if (header.BaseOffset != 0)
        {
            return Invalid($"The baseOffset of the record batch should be 0, but it is {header.BaseOffset}");
        }

        if (batch.Length > rules.MaxBatchSize)
        {
            return RecordBatchValidation.Invalid(
                ErrorCode.MessageTooLarge,
                $"The record batch size is {batch.Length} bytes which exceeds the maximum configured value of {rules.MaxBatchSize}.");
        }

        return RecordBatch.IsCrcValid(batch)
            ? RecordBatchValidation.Valid
            : RecordBatchValidation.Invalid(
                ErrorCode.CorruptMessage,
                $"Record is corrupt (stored crc = {header.Crc}, computed crc = {RecordBatch.ComputeCrc(batch)})");
    }

    private static RecordBatchValidation CheckHeader(in RecordBatchHeader header)
    {
        if (header.LastOffsetDelta < 0)
        {
            return Invalid($"Batch has an invalid offset range: [{header.BaseOffset}, {header.LastOffset}]");
        }

        if (header.RecordCount <= 0)
        {
            return Invalid($"Invalid reported count for record batch: {header.RecordCount}");
        }

        if (header.LastOffsetDelta != header.RecordCount - 1)
        {
            return Invalid($"Inconsistent batch offset range [{header.BaseOffset}, {header.LastOffset}] and count of records {header.RecordCount}");
        }

        if (header.IsControl)
        {
            return Invalid("Clients are not allowed to write control records");
        }

        if (header.Compression > CompressionType.Zstd)
        {
            return RecordBatchValidation.Invalid(ErrorCode.UnsupportedCompressionType, $"Unknown compression type id: {(int)header.Compression}");
        }

        if (header.TimestampType == TimestampType.LogAppendTime)
        {
            return RecordBatchValidation.Invalid(
                ErrorCode.InvalidTimestamp,
                "Invalid timestamp type in message record. Producer should not set timestamp type to LogAppendTime.");
        }

        return CheckProducer(in header);
    }

    private static RecordBatchValidation CheckProducer(in RecordBatchHeader header)
    {
        if (header.HasProducerId && header.BaseSequence < 0)
        {
            return Invalid($"Invalid sequence number {header.BaseSequence} in record batch with producerId {header.ProducerId}");
        }

        if (header.HasProducerId && header.ProducerEpoch < 0)
        {
            return Invalid($"Invalid producer epoch {header.ProducerEpoch} in record batch with producerId {header.ProducerId}");
        }

        return header.IsTransactional && !header.HasProducerId
            ? Invalid("A transactional record batch has no producerId")
            : RecordBatchValidation.Valid;
    }

    private static bool IsZstdTooEarly(in RecordBatchHeader header, in RecordBatchRules rules) =>
        header.Compression == CompressionType.Zstd && rules.ProduceVersion < ZstdSinceProduceVersion;

    private static RecordBatchValidation NotOneBatch(string allowed) =>
        Invalid($"Produce requests must contain {allowed} per partition");

    private static RecordBatchValidation Invalid(string message) => RecordBatchValidation.Invalid(ErrorCode.InvalidRecord, message);
}
