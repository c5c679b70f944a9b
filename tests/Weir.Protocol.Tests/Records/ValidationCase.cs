using System.Buffers.Binary;
using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

/// <summary>Records as a client might produce them, sound or broken in one way, and the rules to check them by.</summary>
internal sealed record ValidationCase(string What, byte[] Records, RecordBatchRules Rules, long Now)
{
    public static IEnumerable<ValidationCase> Random(Random random, int count, long now)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] batch = Batches.Build((CompressionType)random.Next(5), SampleRecord.Random(random, random.Next(1, 20), 100), Configure(random));
            (string what, batch) = Break(random, random.Next(12), batch);
            yield return new ValidationCase(what, batch, RandomRules(random, batch.Length), now);
        }
    }

    /// <summary>The entry for the <c>validate</c> command of RecordsOracle.java.</summary>
    public byte[] Encode()
    {
        byte[] entry = new byte[2 + 4 + 1 + 1 + (3 * 8) + 4 + Records.Length];
        var writer = new ProtocolWriter(entry);
        writer.WriteInt16(Rules.ProduceVersion);
        writer.WriteInt32(Rules.MaxBatchSize);
        writer.WriteBoolean(Rules.RequireKeys);
        writer.WriteBoolean(Rules.TimestampType == TimestampType.LogAppendTime);
        writer.WriteInt64(Rules.TimestampBeforeMaxMs);
        writer.WriteInt64(Rules.TimestampAfterMaxMs);
        writer.WriteInt64(Now);
        writer.WriteBytes(Records, compact: false);
        return entry;
    }

    private static Action<RecordBatchBuilder> Configure(Random random)
    {
        bool idempotent = random.Next(2) == 0;
        int sequence = random.Next(20) == 0 ? -1 : random.Next();
        return builder => (builder.ProducerId, builder.ProducerEpoch, builder.BaseSequence) = idempotent ? (9, (short)1, sequence) : (-1, (short)-1, -1);
    }

    private static RecordBatchRules RandomRules(Random random, int size) => new()
    {
        ProduceVersion = (short)random.Next(3, 14),
        MaxBatchSize = random.Next(15) == 0 ? size - 1 : size,
        RequireKeys = random.Next(4) == 0,
        TimestampType = random.Next(4) == 0 ? TimestampType.LogAppendTime : TimestampType.CreateTime,
        TimestampBeforeMaxMs = random.Next(3) == 0 ? 90_000 : long.MaxValue,
        TimestampAfterMaxMs = random.Next(3) == 0 ? 90_000 : 3_600_000,
    };

    private static (string What, byte[] Records) Break(Random random, int kind, byte[] batch)
    {
        RecordBatchHeader header = Batches.HeaderOf(batch);
        switch (kind)
        {
            case 0:
                batch[random.Next(RecordBatchHeader.CrcPosition, batch.Length)] ^= (byte)(1 << random.Next(8));
                return ("a flipped bit", batch);
            case 1:
                return ("two batches", [.. batch, .. batch]);
            case 2:
                return ("a cut batch", batch[..random.Next(batch.Length)]);
            case 3:
                batch[RecordBatchHeader.MagicPosition] = (byte)random.Next(3, 256);
                return ("a magic to come", batch);
            case 4:
                RecordBatch.SetBaseOffset(batch, random.Next(1, 9));
                return ("a base offset", batch);
            case 5:
                BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.RecordCountPosition), header.RecordCount + random.Next(-2, 3));
                break;
            case 6:
                BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchHeader.LastOffsetDeltaPosition), header.LastOffsetDelta + random.Next(-2, 3));
                break;
            case 7:
                batch[RecordBatchHeader.AttributesPosition + 1] |= 0x20;
                break;
            default:
                return ("a sound batch", batch);
        }

        RecordBatch.UpdateCrc(batch);
        return ($"a wrong header field ({kind})", batch);
    }
}
