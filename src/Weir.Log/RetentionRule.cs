using Weir.Log.Segments;

namespace Weir.Log;

/// <summary>Which segments of a partition have served their time.</summary>
internal static class RetentionRule
{
    /// <summary>
    /// Number of segments at the start of the log that may go: those below the log start, and, where the policy is to delete, those
    /// that are too old or too much. All of a segment must be below the high watermark. The active one goes only when it holds something.
    /// </summary>
    public static int CountExpired(LogSegment[] segments, LogConfig config, long logStartOffset, in LogPosition highWatermark, long nowMs)
    {
        long excess = config.RetentionBytes < 0 ? -1 : segments.Sum(segment => (long)segment.Size) - config.RetentionBytes;
        int count = 0;
        foreach (LogSegment segment in segments)
        {
            bool isActive = count == segments.Length - 1;
            long end = isActive ? long.MaxValue : segments[count + 1].BaseOffset;
            bool isStored = isActive
                ? ReferenceEquals(highWatermark.Segment, segment) && highWatermark.Position == segment.Size
                : highWatermark.Offset >= end;
            bool isBelowStart = !isActive && end <= logStartOffset;
            bool isExpired = config.CleanupDelete && (IsTooOld(segment, config, nowMs) || (excess >= 0 && excess >= segment.Size));
            if (segment.Size == 0 && isActive || !isStored || !(isBelowStart || isExpired))
            {
                break;
            }

            excess -= segment.Size;
            count++;
        }

        return count;
    }

    private static bool IsTooOld(LogSegment segment, LogConfig config, long nowMs) =>
        config.RetentionMs >= 0 && nowMs - segment.RetentionTimestamp() > config.RetentionMs;
}
