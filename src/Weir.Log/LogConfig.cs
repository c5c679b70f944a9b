using Weir.Protocol.Records;

namespace Weir.Log;

/// <summary>
/// Settings of one partition log. Meanings and defaults are those of Kafka's topic configuration of the same name
/// (Kafka documentation, "Topic Configs"); -1 stands for "no limit" where it does there.
/// </summary>
public sealed record LogConfig
{
    public static LogConfig Default { get; } = new();

    /// <summary><c>segment.bytes</c></summary>
    public int SegmentBytes { get; init; } = 1 << 30;

    /// <summary><c>segment.ms</c></summary>
    public long SegmentMs { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary><c>segment.jitter.ms</c></summary>
    public long SegmentJitterMs { get; init; }

    /// <summary><c>segment.index.bytes</c></summary>
    public int SegmentIndexBytes { get; init; } = 10 << 20;

    /// <summary><c>index.interval.bytes</c></summary>
    public int IndexIntervalBytes { get; init; } = 4096;

    /// <summary><c>retention.ms</c></summary>
    public long RetentionMs { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary><c>retention.bytes</c></summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary><c>max.message.bytes</c>: largest batch, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 1048588;

    /// <summary><c>message.timestamp.type</c></summary>
    public TimestampType MessageTimestampType { get; init; } = TimestampType.CreateTime;

    /// <summary><c>message.timestamp.before.max.ms</c>; checked by the caller of the log, per record.</summary>
    public long MessageTimestampBeforeMaxMs { get; init; } = long.MaxValue;

    /// <summary><c>message.timestamp.after.max.ms</c>; checked by the caller of the log, per record.</summary>
    public long MessageTimestampAfterMaxMs { get; init; } = 3600_000;

    /// <summary><c>file.delete.delay.ms</c></summary>
    public long FileDeleteDelayMs { get; init; } = 60_000;

    /// <summary><c>flush.messages</c>: so many unflushed records are flushed before the last of them is answered, whatever the durability.</summary>
    public long FlushMessages { get; init; } = long.MaxValue;

    /// <summary><c>flush.ms</c>: longest time that a record stays unflushed, in milliseconds.</summary>
    public long FlushMs { get; init; } = long.MaxValue;

    /// <summary><c>preallocate</c>: whether a new segment gets room on disk for all of <c>segment.bytes</c> at once, where the system can do that.</summary>
    public bool Preallocate { get; init; }

    /// <summary>Whether <c>cleanup.policy</c> contains <c>delete</c>: without it neither age nor size removes records.</summary>
    public bool CleanupDelete { get; init; } = true;

    /// <summary>Whether <c>cleanup.policy</c> contains <c>compact</c>: only the last record of each key need stay.</summary>
    public bool CleanupCompact { get; init; }

    /// <summary><c>delete.retention.ms</c>: how long tombstones stay after they were first cleaned.</summary>
    public long DeleteRetentionMs { get; init; } = 24L * 3600 * 1000;

    /// <summary><c>min.cleanable.dirty.ratio</c></summary>
    public double MinCleanableDirtyRatio { get; init; } = 0.5;

    /// <summary><c>min.compaction.lag.ms</c></summary>
    public long MinCompactionLagMs { get; init; }

    /// <summary><c>max.compaction.lag.ms</c></summary>
    public long MaxCompactionLagMs { get; init; } = long.MaxValue;

    /// <summary>Age at which a segment is rolled: a compacted log must seal what it has to compact in time (KIP-354).</summary>
    internal long RollMs => CleanupCompact && MaxCompactionLagMs > 0 ? Math.Min(MaxCompactionLagMs, SegmentMs) : SegmentMs;
}
