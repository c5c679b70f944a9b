namespace Weir.Client;

/// <summary>A place in a partition to be looked up: an end of it, or a time. Negative numbers are the protocol's (ListOffsets).</summary>
public readonly record struct OffsetSpec(long Timestamp)
{
    /// <summary>Behind the last record: the high watermark.</summary>
    public static OffsetSpec Latest => new(-1);

    /// <summary>The first record there is.</summary>
    public static OffsetSpec Earliest => new(-2);

    /// <summary>The record with the largest timestamp (KIP-734, Kafka 3.0).</summary>
    public static OffsetSpec MaxTimestamp => new(-3);

    /// <summary>The first record whose timestamp is at least this.</summary>
    public static OffsetSpec ForTime(DateTimeOffset time) => new(Math.Max(0, time.ToUnixTimeMilliseconds()));
}
