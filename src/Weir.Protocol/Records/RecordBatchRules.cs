namespace Weir.Protocol.Records;

/// <summary>What a topic and a request version ask of a produced batch.</summary>
public readonly record struct RecordBatchRules
{
    public RecordBatchRules()
    {
    }

    /// <summary>Version of the produce request; zstd is allowed from 7 on (KIP-110).</summary>
    public short ProduceVersion { get; init; } = short.MaxValue;

    /// <summary>Topic setting <c>max.message.bytes</c>: most bytes of a batch, its header included.</summary>
    public int MaxBatchSize { get; init; } = int.MaxValue;

    /// <summary>A compacted topic takes no record without a key.</summary>
    public bool RequireKeys { get; init; }

    /// <summary>Topic setting <c>message.timestamp.type</c>.</summary>
    public TimestampType TimestampType { get; init; } = TimestampType.CreateTime;

    /// <summary>Topic setting <c>message.timestamp.before.max.ms</c>: how old a record may be (KIP-937). Ignored with append time.</summary>
    public long TimestampBeforeMaxMs { get; init; } = long.MaxValue;

    /// <summary>Topic setting <c>message.timestamp.after.max.ms</c>: how far ahead of now a record may be (KIP-937). Ignored with append time.</summary>
    public long TimestampAfterMaxMs { get; init; } = long.MaxValue;

    /// <summary>Most bytes the records of a batch may take when they have to be decompressed; more are refused.</summary>
    public int MaxDecompressedSize { get; init; } = RecordBatchReader.DefaultMaxDecompressedSize;
}
