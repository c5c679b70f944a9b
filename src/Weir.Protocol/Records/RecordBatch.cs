using System.Buffers.Binary;

namespace Weir.Protocol.Records;

/// <summary>Reads and patches an encoded record batch, format v2, where it lies (Kafka documentation, "Record Batch").</summary>
public static class RecordBatch
{
    public const long NoTimestamp = -1;
    public const long NoProducerId = -1;
    public const short NoProducerEpoch = -1;
    public const int NoSequence = -1;
    public const int NoPartitionLeaderEpoch = -1;

    private const int MaxBatchLength = int.MaxValue - RecordBatchHeader.LogOverhead;

    // Length, attributes, timestamp delta, offset delta at their longest; as the Java client reckons.
    private const int MaxRecordOverhead = Varint.MaxSize + 1 + Varint.MaxLongSize + Varint.MaxSize;

    /// <summary>Outside the checksum.</summary>
    public static void SetBaseOffset(Span<byte> batch, long baseOffset) => BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);

    /// <summary>Outside the checksum.</summary>
    public static void SetPartitionLeaderEpoch(Span<byte> batch, int epoch) =>
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchHeader.PartitionLeaderEpochPosition..], epoch);

    /// <summary>Makes <paramref name="timestamp"/> the time of every record (KIP-32) and renews the checksum.</summary>
    /// <param name="batch">The whole batch.</param>
    /// <param name="timestamp">Milliseconds since the epoch.</param>
    public static void SetLogAppendTime(Span<byte> batch, long timestamp) =>
        SetMaxTimestamp(batch, TimestampType.LogAppendTime, timestamp);

    /// <summary>Sets the largest timestamp and what timestamps mean, and renews the checksum.</summary>
    /// <param name="batch">The whole batch.</param>
    /// <param name="type">Meaning of the timestamps.</param>
    /// <param name="timestamp">Milliseconds since the epoch.</param>
    public static void SetMaxTimestamp(Span<byte> batch, TimestampType type, long timestamp)
    {
        Span<byte> field = batch[RecordBatchHeader.AttributesPosition..];
        BinaryPrimitives.WriteInt16BigEndian(field, BatchAttributes.With(BinaryPrimitives.ReadInt16BigEndian(field), type));
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchHeader.MaxTimestampPosition..], timestamp);
        UpdateCrc(batch);
    }

    /// <summary>Sets the idempotent producer's fields (KIP-98) and renews the checksum.</summary>
    public static void SetProducerState(Span<byte> batch, long producerId, short producerEpoch, int baseSequence)
    {
        WriteProducerState(batch, producerId, producerEpoch, baseSequence);
        UpdateCrc(batch);
    }

    /// <summary>Computes the checksum over the attributes and all that follows.</summary>
    public static uint ComputeCrc(ReadOnlySpan<byte> batch) => Crc32C.Compute(batch[RecordBatchHeader.AttributesPosition..]);

    public static void UpdateCrc(Span<byte> batch) =>
        BinaryPrimitives.WriteUInt32BigEndian(batch[RecordBatchHeader.CrcPosition..], ComputeCrc(batch));

    /// <summary>Whether the stored checksum is that of the bytes; <paramref name="batch"/> is exactly one batch.</summary>
    public static bool IsCrcValid(ReadOnlySpan<byte> batch) =>
        batch.Length >= RecordBatchHeader.SizeInBytes
        && BinaryPrimitives.ReadUInt32BigEndian(batch[RecordBatchHeader.CrcPosition..]) == ComputeCrc(batch);

    /// <summary>The most bytes that a record can take, wherever in a batch it stands.</summary>
    /// <param name="keyLength">Bytes of the key, -1 for null.</param>
    /// <param name="valueLength">Bytes of the value, -1 for null.</param>
    /// <param name="headers">The headers.</param>
    public static int RecordSizeUpperBound(int keyLength, int valueLength, ReadOnlySpan<Header> headers = default) =>
        checked(MaxRecordOverhead + RecordEncoder.SizeOfContent(keyLength, valueLength, headers));

    /// <summary>Size of the batch at the start of <paramref name="bytes"/>, of which more may be missing.</summary>
    /// <returns>False when the bytes end before the size and format are known.</returns>
    /// <exception cref="ProtocolException">The bytes are no batch, or one of a format before v2.</exception>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out int size)
    {
        size = 0;
        if (bytes.Length <= RecordBatchHeader.MagicPosition)
        {
            return false;
        }

        byte magic = bytes[RecordBatchHeader.MagicPosition];
        if (magic < RecordBatchHeader.CurrentMagic)
        {
            throw new ProtocolException($"Messages of format v{magic} are not supported, only record batches (v2): let a client of Kafka 0.11 or newer write them.");
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(bytes[RecordBatchHeader.BatchLengthPosition..]);
        if (magic > RecordBatchHeader.CurrentMagic || length < RecordBatchHeader.SizeInBytes - RecordBatchHeader.LogOverhead || length > MaxBatchLength)
        {
            throw new ProtocolException($"A batch length of {length} with magic {magic} does not start a record batch.");
        }

        size = length + RecordBatchHeader.LogOverhead;
        return true;
    }

    /// <summary>Size of the batch that starts and ends within <paramref name="bytes"/>.</summary>
    /// <exception cref="ProtocolException">There is no whole batch.</exception>
    internal static int MeasureWhole(ReadOnlySpan<byte> bytes) => TryMeasure(bytes, out int size) && size <= bytes.Length
        ? size
        : throw new ProtocolException($"A record batch is cut off after {bytes.Length} bytes.");

    /// <summary>Writes every field of the header but the checksum.</summary>
    internal static void WriteHeader(Span<byte> batch, in RecordBatchHeader header)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch, header.BaseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchHeader.BatchLengthPosition..], header.BatchLength);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchHeader.PartitionLeaderEpochPosition..], header.PartitionLeaderEpoch);
        batch[RecordBatchHeader.MagicPosition] = header.Magic;
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchHeader.AttributesPosition..], header.Attributes);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchHeader.LastOffsetDeltaPosition..], header.LastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchHeader.BaseTimestampPosition..], header.BaseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchHeader.MaxTimestampPosition..], header.MaxTimestamp);
        WriteProducerState(batch, header.ProducerId, header.ProducerEpoch, header.BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchHeader.RecordCountPosition..], header.RecordCount);
    }

    private static void WriteProducerState(Span<byte> batch, long producerId, short producerEpoch, int baseSequence)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchHeader.ProducerIdPosition..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchHeader.ProducerEpochPosition..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchHeader.BaseSequencePosition..], baseSequence);
    }
}
