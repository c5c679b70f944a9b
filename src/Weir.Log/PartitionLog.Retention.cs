using Weir.Log.Segments;
using Weir.Protocol;

namespace Weir.Log;

public sealed partial class PartitionLog
{
    /// <summary>Makes everything below <paramref name="offset"/> unreadable (DeleteRecords); segments below it go with the next retention check.</summary>
    /// <returns>OffsetOutOfRange when the offset lies above the high watermark; nothing changes when it lies below the log start.</returns>
    /// <remarks>Durable only once the directory has written its checkpoint: call <see cref="LogDirectory.CheckpointLogStartOffsets"/> before answering.</remarks>
    public ErrorCode AdvanceLogStart(long offset)
    {
        lock (_appendLock)
        {
            if (_failure != ErrorCode.None)
            {
                return _failure;
            }

            if (offset > HighWatermark)
            {
                return ErrorCode.OffsetOutOfRange;
            }

            if (!MoveStart(offset))
            {
                return ErrorCode.None;
            }
        }

        NotifyLogStart();
        return ErrorCode.None;
    }

    /// <summary>Takes segments out of the log that are below the log start, too old, or too much (KIP-32, "retention.ms", "retention.bytes").</summary>
    /// <returns>Segments whose files are renamed, to be removed after <c>file.delete.delay.ms</c>; none while the log is compacted.</returns>
    /// <exception cref="IOException">A file cannot be renamed.</exception>
    internal IReadOnlyList<LogSegment> ApplyRetention()
    {
        if (!_cleanLock.TryEnter())
        {
            return [];
        }

        LogSegment[] removed;
        try
        {
            lock (_flushLock)
            {
                lock (_appendLock)
                {
                    removed = _failure == ErrorCode.None ? TakeExpired() : [];
                }
            }
        }
        finally
        {
            _cleanLock.Exit();
        }

        if (removed.Length == 0)
        {
            return removed;
        }

        LogMessages.SegmentsRemoved(_services.Logger, ToString(), LogStartOffset, removed.Length);
        NotifyLogStart();
        return removed;
    }

    private LogSegment[] TakeExpired()
    {
        LogSegment[] segments = _segments.Snapshot;
        int count = RetentionRule.CountExpired(segments, Config, LogStartOffset, _watermarks.High, _services.NowMs);
        if (count == 0)
        {
            return [];
        }

        if (count == segments.Length)
        {
            Roll();
        }

        _segments.RemoveFirst(count);
        MoveStart(_segments.FirstBaseOffset);
        foreach (LogSegment segment in segments.AsSpan(0, count))
        {
            segment.MarkDeleted();
        }

        return segments[..count];
    }

    internal void ExpireProducers(TimeSpan expiration)
    {
        lock (_appendLock)
        {
            _producers.Expire(_services.NowMs, (long)expiration.TotalMilliseconds);
        }
    }

    /// <summary>The log start lies inside a segment: only then must a checkpoint remember it.</summary>
    internal bool StartsInsideSegment => LogStartOffset > _segments.FirstBaseOffset;

    private bool MoveStart(long offset)
    {
        if (!_watermarks.AdvanceStart(offset))
        {
            return false;
        }

        if (_epochs.TruncateFromStart(offset))
        {
            _services.Files.WriteFile(_directory.LeaderEpochCheckpoint, _epochs.Encode());
        }

        return true;
    }

    private void NotifyLogStart() => Notify(static (listener, log) => listener.OnLogStartAdvanced(log));
}
