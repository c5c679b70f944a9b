using Weir.Log.Cleaning;
using Weir.Log.Segments;
using Weir.Protocol;

namespace Weir.Log;

public sealed partial class PartitionLog
{
    // Held while the log is compacted or retention runs: both take segments out.
    private readonly Lock _cleanLock = new();

    // Held while files of replaced segments are renamed: a reader that finds a segment gone waits for the new list. Taken inside _cleanLock.
    private readonly Lock _swapLock = new();

    private long _cleanedOffset = -1;

    /// <summary>Everything below has been compacted; -1 when nothing was. Kept in the directory's cleaner checkpoint.</summary>
    internal long CleanedOffset
    {
        get => Volatile.Read(ref _cleanedOffset);
        set => Volatile.Write(ref _cleanedOffset, value);
    }

    /// <summary>For the cleaner's thread only: when compaction may be tried again after it failed, in milliseconds since the epoch.</summary>
    internal long CleanableFromMs { get; set; }

    internal LogSegment[] SegmentSnapshot => _segments.Snapshot;

    internal PartitionDirectory Directory => _directory;

    /// <summary>What a compaction of this log could do now; null when its policy or its state forbids one.</summary>
    internal CleaningCandidate? FindCleaningCandidate(long nowMs)
    {
        LogConfig config = Config;
        if (!config.CleanupCompact || !IsClaimed || _failure != ErrorCode.None || nowMs < CleanableFromMs)
        {
            return null;
        }

        long stableOffset = LastStableOffset;
        LogSegment[] segments = _segments.Snapshot;
        long start = LogStartOffset;
        long firstDirty = CleanedOffset >= start && CleanedOffset <= LogEndOffset ? CleanedOffset : start;
        return CleaningRule.Examine(segments, CountReplaceable(segments), stableOffset, firstDirty, config, nowMs);
    }

    internal ProducerTails ProducerTails()
    {
        lock (_appendLock)
        {
            return new ProducerTails(_producers.All);
        }
    }

    /// <summary>Runs a compaction while nothing else takes segments out of the log.</summary>
    internal void Clean(Action compaction)
    {
        try
        {
            lock (_cleanLock)
            {
                compaction();
            }
        }
        finally
        {
            AnswerFailedWaits();
        }
    }

    /// <summary>
    /// Puts a cleaned segment in the place of its sources, by Kafka's protocol: from <c>.cleaned</c> to <c>.swap</c>, which recovery takes for
    /// the truth, the sources out of the way, then to the final name. A crash at any moment leaves the old or the new.
    /// </summary>
    /// <exception cref="IOException">A file cannot be renamed; the partition is offline when some were.</exception>
    internal void ReplaceSegments(LogSegment[] sources, CleanedSegment cleaned)
    {
        SegmentSwap swap = new(_directory, cleaned.BaseOffset);
        try
        {
            swap.Announce();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            swap.Withdraw();
            throw;
        }

        lock (_swapLock)
        {
            if (_failure is not (ErrorCode.None or ErrorCode.KafkaStorageError))
            {
                throw new IOException($"Partition {this} is closed.");
            }

            try
            {
                foreach (LogSegment source in sources)
                {
                    source.MarkReplaced(keepSnapshot: source.BaseOffset == cleaned.BaseOffset);
                }

                swap.Finish();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                TakeOffline(e, isDiskFull: false);
                throw;
            }

            var segment = LogSegment.ForExisting(_directory, _services.OpenFiles, cleaned.BaseOffset, cleaned.Size, _services.NowMs, cleaned.Transactions);
            segment.FirstTimestamp = cleaned.FirstTimestamp;
            lock (_appendLock)
            {
                _segments.Replace(sources, segment);
            }
        }

        _directory.Files.FlushDirectory(_directory.Path);
    }

    /// <summary>Whether compaction or retention has changed the segments since the snapshot: what failed with it must be tried again.</summary>
    private bool HasChanged(LogSegment[] snapshot)
    {
        lock (_swapLock)
        {
            return !ReferenceEquals(snapshot, _segments.Snapshot);
        }
    }

    /// <summary>Those before the segments that the high watermark and the last flush refer to.</summary>
    private int CountReplaceable(LogSegment[] segments)
    {
        long flushed;
        lock (_flushLock)
        {
            flushed = _flushed.Segment.BaseOffset;
        }

        long bound = Math.Min(flushed, _watermarks.High.Segment.BaseOffset);
        return Math.Min(segments.Length - 1, SegmentList.FindFloor(segments, bound));
    }
}
