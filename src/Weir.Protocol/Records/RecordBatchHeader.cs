using System.Buffers.Binary;

namespace Weir.Protocol.Records;

/// <summary>The fixed 61-byte head of a record batch, format v2 (Kafka documentation, "Record Batch"; KIP-98).</summary>
public readonly record struct RecordBatchHeader
{
    public const int SizeInBytes = 61;

    /// <summary>Bytes in front of what <see cref="BatchLength"/> counts: base offset and the length itself.</summary>
    public const int LogOverhead = 12;

    public const byte CurrentMagic = 2;

    public const int BaseOffsetPosition = 0;
    public const int BatchLengthPosition = 8;
    public const int PartitionLeaderEpochPosition = 12;
    public const int MagicPosition = 16;
    public const int CrcPosition = 17;
    public const int AttributesPosition = 21;
    public const int LastOffsetDeltaPosition = 23;
    public const int BaseTimestampPosition = 27;
    public const int MaxTimestampPosition = 35;
    public const int ProducerIdPosition = 43;
    public const int ProducerEpochPosition = 51;
    public const int BaseSequencePosition = 53;
    public const int RecordCountPosition = 57;

    public long BaseOffset { get; init; }

    /// <summary>Size of everything behind this field, in bytes.</summary>
    public int BatchLength { get; init; }

    public int PartitionLeaderEpoch { get; init; }

    public byte Magic { get; init; }

    /// <summary>CRC-32C from the attributes to the end of the batch.</summary>
    public uint Crc { get; init; }

    public short Attributes { get; init; }

    public int LastOffsetDelta { get; init; }

    /// <summary>Milliseconds since the epoch.</summary>
    public long BaseTimestamp { get; init; }

    /// <summary>Milliseconds since the epoch.</summary>
    public long MaxTimestamp { get; init; }

    /// <summary>-1 when the producer is not idempotent.</summary>
    public long ProducerId { get; init; }

    public short ProducerEpoch { get; init; }

    public int BaseSequence { get; init; }

    public int RecordCount { get; init; }

    /// <summary>Size of the whole batch, in bytes.</summary>
    public int TotalSize => BatchLength + LogOverhead;

    public long LastOffset => BaseOffset + LastOffsetDelta;

    public long NextOffset => LastOffset + 1;

    public CompressionType Compression => (CompressionType)(Attributes & BatchAttributes.Compression);

    public TimestampType TimestampType => (Attributes & BatchAttributes.LogAppendTime) == 0 ? TimestampType.CreateTime : TimestampType.LogAppendTime;

    public bool IsTransactional => (Attributes & BatchAttributes.Transactional) != 0;

    public bool IsControl => (Attributes & BatchAttributes.Control) != 0;

    /// <summary>The base timestamp is the delete horizon of a compacted batch (KIP-534).</summary>
    public bool HasDeleteHorizon => (Attributes & BatchAttributes.DeleteHorizon) != 0;

    public bool HasProducerId => ProducerId >= 0;

    /// <summary>Sequence number of the last record; wraps from <see cref="int.MaxValue"/> to 0 (KIP-98).</summary>
    public int LastSequence => BaseSequence < 0 ? BaseSequence : (int)(((long)BaseSequence + LastOffsetDelta) & int.MaxValue);

    /// <summary>Reads the fields as they lie; says nothing about their validity.</summary>
    /// <returns>False when <paramref name="bytes"/> is shorter than a header.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordBatchHeader header)
    {
        if (bytes.Length < SizeInBytes)
        {
            header = default;
            return false;
        }

        header = new RecordBatchHeader
        {
            BaseOffset = BinaryPrimitives.ReadInt64BigEndian(bytes),
            BatchLength = BinaryPrimitives.ReadInt32BigEndian(bytes[BatchLengthPosition..]),
            PartitionLeaderEpoch = BinaryPrimitives.ReadInt32BigEndian(bytes[PartitionLeaderEpochPosition..]),
            Magic = bytes[MagicPosition],
            Crc = BinaryPrimitives.ReadUInt32BigEndian(bytes[CrcPosition..]),
            Attributes = BinaryPrimitives.ReadInt16BigEndian(bytes[AttributesPosition..]),
            LastOffsetDelta = BinaryPrimitives.ReadInt32BigEndian(bytes[LastOffsetDeltaPosition..]),
            BaseTimestamp = BinaryPrimitives.ReadInt64BigEndian(bytes[BaseTimestampPosition..]),
            MaxTimestamp = BinaryPrimitives.ReadInt64BigEndian(bytes[MaxTimestampPosition..]),
            ProducerId = BinaryPrimitives.ReadInt64BigEndian(bytes[ProducerIdPosition..]),
            ProducerEpoch = BinaryPrimitives.ReadInt16BigEndian(bytes[ProducerEpochPosition..]),
            BaseSequence = BinaryPrimitives.ReadInt32BigEndian(bytes[BaseSequencePosition..]),
            RecordCount = BinaryPrimitives.ReadInt32BigEndian(bytes[RecordCountPosition..]),
        };
        return true;
    }
}
