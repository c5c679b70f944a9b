using Weir.Log.Segments;

namespace Weir.Log.Cleaning;

/// <summary>Which part of a log may be compacted (Kafka documentation, "Log Compaction"; KIP-58, KIP-354).</summary>
internal static class CleaningRule
{
    /// <param name="segments">The log's segments.</param>
    /// <param name="replaceable">How many of the first segments no watermark and no flush refers to; never the active one.</param>
    /// <param name="stableOffset">Last stable offset: at and above it a transaction may still be aborted.</param>
    /// <param name="firstDirtyOffset">Everything below has been compacted before.</param>
    /// <param name="config">The log's settings.</param>
    /// <param name="nowMs">Milliseconds since the epoch.</param>
    public static CleaningCandidate Examine(
        LogSegment[] segments, int replaceable, long stableOffset, long firstDirtyOffset, LogConfig config, long nowMs)
    {
        int first = Math.Max(0, SegmentList.FindFloor(segments, firstDirtyOffset));
        int end = first;
        while (end < replaceable && segments[end + 1].BaseOffset <= stableOffset && !IsTooYoung(segments[end], config, nowMs))
        {
            end++;
        }

        return new CleaningCandidate(
            firstDirtyOffset,
            end,
            SizeOf(segments[..first]),
            SizeOf(segments[first..end]),
            IsOverdue(segments[first..^1], config, nowMs));
    }

    private static bool IsTooYoung(LogSegment segment, LogConfig config, long nowMs) =>
        config.MinCompactionLagMs > 0 && segment.LargestTimestamp().Timestamp > nowMs - config.MinCompactionLagMs;

    private static bool IsOverdue(LogSegment[] dirty, LogConfig config, long nowMs) =>
        config.MaxCompactionLagMs < nowMs && dirty.Any(segment => segment.FirstBatchTimestamp() is > 0 and var first && first < nowMs - config.MaxCompactionLagMs);

    private static long SizeOf(LogSegment[] segments) => segments.Sum(segment => (long)segment.Size);
}
