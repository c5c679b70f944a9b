using Weir.Log.Segments;
using Weir.Log.Storage;

namespace Weir.Log.Loading;

/// <summary>Brings the segments of a log that was not closed cleanly to a valid end.</summary>
internal sealed class LogRecovery(LogServices services, PartitionDirectory directory, LogConfig config)
{
    /// <summary>Where the first segment begins that <see cref="Run"/> has walked.</summary>
    public long FirstWalked { get; private set; } = long.MaxValue;

    /// <summary>Walks the segments from the recovery point on, cuts at the first batch that is not whole, and drops what lies behind it.</summary>
    /// <param name="segments">In offset order; dropped ones are removed from the list.</param>
    /// <param name="recoveryPoint">Everything below is on disk.</param>
    /// <returns>The log end offset. Everything below it is on disk.</returns>
    public long Run(List<LogSegment> segments, long recoveryPoint)
    {
        int first = Math.Max(0, SegmentList.FindFloor([.. segments], recoveryPoint));
        long endOffset = FirstWalked = segments[first].BaseOffset;
        for (int i = first; i < segments.Count; i++)
        {
            SegmentScan scan = Scan(segments[i], recoveryPoint);
            endOffset = scan.NextOffset;
            bool isLast = i == segments.Count - 1;
            bool reachesNext = !isLast && endOffset == segments[i + 1].BaseOffset;
            if (!isLast && !reachesNext && (scan.StopReason is not null || endOffset > segments[i + 1].BaseOffset))
            {
                Drop(segments, i + 1);
                isLast = true;
            }

            Settle(segments[i], scan, isLast, endOffset > recoveryPoint);
        }

        directory.FlushNewFiles();
        return endOffset;
    }

    /// <summary>Makes the index files of a sealed segment again; its batches are trusted.</summary>
    public void RestoreIndexes(LogSegment segment) =>
        Settle(segment, Scan(segment, recoveryPoint: long.MaxValue), isActive: false, mustFlush: false);

    private SegmentScan Scan(LogSegment segment, long recoveryPoint)
    {
        IStorageFile file = segment.Acquire();
        try
        {
            var scan = new SegmentScan(file, segment.BaseOffset, config);
            long length = file.Length;
            scan.Run(length, recoveryPoint);
            if (scan.StopReason is { } reason && scan.ValidSize < length)
            {
                if (!scan.StoppedAtZeros)
                {
                    LogMessages.TailCut(services.Logger, segment.File.Path, length, scan.ValidSize, scan.NextOffset, reason);
                }
            }

            // Also where nothing is to be cut: room may have been preallocated behind the end.
            file.SetLength(scan.ValidSize);
            return scan;
        }
        finally
        {
            segment.File.Release();
        }
    }

    private static void Settle(LogSegment segment, SegmentScan scan, bool isActive, bool mustFlush)
    {
        segment.FirstTimestamp = scan.FirstTimestamp;
        segment.Adopt(scan.Indexes, scan.ValidSize);
        if (mustFlush)
        {
            segment.FlushFiles();
        }

        if (!isActive)
        {
            segment.WriteFinalFiles();
            segment.FlushFiles();
            segment.DropIndexes();
        }
    }

    private void Drop(List<LogSegment> segments, int from)
    {
        foreach (LogSegment segment in segments.Skip(from))
        {
            LogMessages.SegmentDropped(services.Logger, segment.File.Path);
            segment.MarkDeleted();
            segment.RemoveFiles();
        }

        segments.RemoveRange(from, segments.Count - from);
    }
}
