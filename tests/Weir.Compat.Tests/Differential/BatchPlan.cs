using System.Buffers.Binary;
using Weir.Protocol.Records;

namespace Weir.Compat.Tests.Differential;

/// <summary>What one record batch holds, and what is wrong with it, drawn before it is known who sends it.</summary>
internal sealed class BatchPlan
{
    private readonly CompressionType _compression;
    private readonly List<(long Timestamp, byte[]? Key, byte[]? Value, Header[] Headers)> _records;
    private readonly string _fault;

    public BatchPlan(Dice dice, bool isSound = false)
    {
        _compression = dice.Pick(CompressionType.None, CompressionType.None, CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd);
        _records = dice.Some(4, () => DrawRecord(dice));
        _fault = isSound || dice.Chance(85) ? "" : dice.Pick("crc", "magic", "cut", "control", "count", "delta", "garbage", "empty", "large", "twice", "length", "late", "never");
        if (_fault == "garbage" || isSound)
        {
            _compression = CompressionType.None;
        }

        if (_fault == "large")
        {
            _compression = CompressionType.None;
            _records[0] = (Dice.BaseTime, null, dice.Bytes(1_100_000), []);
        }

        if (_fault is "late" or "never")
        {
            _records[0] = _records[0] with { Timestamp = _fault == "late" ? Dice.BaseTime + (30L * 24 * 3600 * 1000) : -1 };
        }
    }

    public int Count => _records.Count;

    /// <summary>The batch, of a producer or of none.</summary>
    public byte[] Build(long producerId = -1, short epoch = -1, int sequence = -1, bool isTransactional = false)
    {
        using var builder = new RecordBatchBuilder
        {
            Compression = _compression,
            ProducerId = producerId,
            ProducerEpoch = epoch,
            BaseSequence = sequence,
            IsTransactional = isTransactional,
            IsControl = _fault == "control",
        };
        foreach (var record in _records)
        {
            builder.Append(record.Timestamp, record.Key, record.Value, record.Headers);
        }

        return Spoil(builder.Build().ToArray());
    }

    private static (long Timestamp, byte[]? Key, byte[]? Value, Header[] Headers) DrawRecord(Dice dice) =>
    (
        Dice.BaseTime + (dice.Below(1000) * 1000L),
        dice.Pick<byte[]?>(null, [], [.. "key"u8], dice.Bytes(5)),
        dice.Pick<byte[]?>(null, [], [.. "value"u8], dice.Bytes(2000)),
        dice.Chance(30) ? [new Header("h", dice.Pick<byte[]?>(null, [], [1, 2])), new Header(dice.Pick("h", ""), dice.Bytes(3))] : []
    );

    private byte[] Spoil(byte[] batch)
    {
        switch (_fault)
        {
            case "crc":
                batch[^1] ^= 1;
                return batch;
            case "magic":
                batch[RecordBatchHeader.MagicPosition] = 1;
                return batch;
            case "cut":
                return batch[..^3];
            case "empty":
                return [];
            case "twice":
                return [.. batch, .. batch];
            case "garbage":
                batch.AsSpan(RecordBatchHeader.SizeInBytes).Fill(0x5a);
                break;
            case "count":
                BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.RecordCountPosition), _records.Count + 1);
                break;
            case "delta":
                BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.LastOffsetDeltaPosition), _records.Count + 3);
                break;
            case "length":
                BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.BatchLengthPosition), batch.Length);
                return batch;
            default:
                return batch;
        }

        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(RecordBatchHeader.CrcPosition), RecordBatch.ComputeCrc(batch));
        return batch;
    }
}
