namespace Weir.Protocol.Records;

/// <summary>The timestamps a topic accepts (KIP-937), in milliseconds since the epoch, both ends included.</summary>
internal readonly record struct TimestampRange(long Earliest, long Latest)
{
    private static readonly TimestampRange Everything = new(long.MinValue, long.MaxValue);

    public static TimestampRange Of(in RecordBatchRules rules, long now) => rules.TimestampType == TimestampType.LogAppendTime
        ? Everything
        : new(
            rules.TimestampBeforeMaxMs == long.MaxValue ? long.MinValue : now - rules.TimestampBeforeMaxMs,
            rules.TimestampAfterMaxMs > long.MaxValue - now ? long.MaxValue : now + rules.TimestampAfterMaxMs);

    /// <summary>A record without a timestamp is not held against its producer.</summary>
    public bool Covers(long timestamp) => timestamp == RecordBatch.NoTimestamp || (timestamp >= Earliest && timestamp <= Latest);

    /// <summary>Whether the header alone shows that all records are in range. It does not tell the earliest timestamp.</summary>
    public bool Covers(in RecordBatchHeader header) => Earliest == long.MinValue && header.MaxTimestamp <= Latest;
}
