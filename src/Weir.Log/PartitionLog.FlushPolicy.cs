using Weir.Log.Segments;

namespace Weir.Log;

/// <content>Flushes that the topic asks for: "flush.messages" and "flush.ms". With durability "disk" everything is flushed without being asked.</content>
public sealed partial class PartitionLog
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(45);

    // Written under _appendLock, with durability "os" only: what was appended is not stored before the flush that "flush.messages" asks for.
    private volatile bool _isFlushForced;

    // Guarded by _appendLock: "flush.ms" runs since the oldest unflushed record, and whether it is over.
    private bool _isFlushTimed;
    private bool _isFlushDue;
    private ITimer? _flushTimer;

    private bool StoresAtOnce => !_services.IsDurable && !_isFlushForced;

    /// <summary>Whether records up to there are more than may be answered unflushed; if not all are flushed soon anyway, sees to it.</summary>
    private bool MustFlush(long endOffset, LogConfig config)
    {
        bool isForced = endOffset - RecoveryPoint >= config.FlushMessages;
        if (!_services.IsDurable)
        {
            if (isForced)
            {
                _isFlushForced = true;
            }

            if (config.FlushMs < long.MaxValue && !_isFlushTimed)
            {
                _isFlushTimed = true;
                _flushTimer ??= _services.Time.CreateTimer(_ => OnFlushDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _flushTimer.Change(TimeSpan.FromMilliseconds(Math.Min(config.FlushMs, LongestTimer.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            }
        }

        return isForced;
    }

    private void OnFlushDue()
    {
        lock (_appendLock)
        {
            // While the log is offline it stays due: one that a full disk has stopped is flushed when it goes on.
            _isFlushDue = true;
            if (_failure == Protocol.ErrorCode.None)
            {
                QueueCommit();
            }
        }
    }

    /// <summary>With durability "os" only sealed segments are flushed, so that recovery need not read them, unless the topic asks for more.</summary>
    private LogPosition CommitTarget()
    {
        if (_services.IsDurable)
        {
            return _watermarks.End;
        }

        lock (_appendLock)
        {
            if (_isFlushForced || _isFlushDue)
            {
                _isFlushDue = _isFlushTimed = false;
                return _watermarks.End;
            }
        }

        LogSegment active = _segments.Active;
        return new LogPosition(active.BaseOffset, active, 0);
    }

    /// <summary>
    /// Everything below the target is on disk: with durability "os" what was appended meanwhile is stored too, unless there are so many records again that
    /// the topic asks for another flush.
    /// </summary>
    /// <returns>Whether the high watermark has moved.</returns>
    private bool AdvanceHighAfterFlush(in LogPosition target, List<FlushWait> satisfied)
    {
        if (_services.IsDurable)
        {
            return _watermarks.AdvanceHigh(target, satisfied);
        }

        if (!_isFlushForced)
        {
            return false;
        }

        lock (_appendLock)
        {
            LogPosition end = _watermarks.End;
            if (end.Offset - target.Offset >= Config.FlushMessages)
            {
                QueueCommit();
                return _watermarks.AdvanceHigh(target, satisfied);
            }

            _isFlushForced = false;
            return _watermarks.AdvanceHigh(end, satisfied);
        }
    }

    private void StopFlushTimer()
    {
        lock (_appendLock)
        {
            _flushTimer?.Dispose();
            _flushTimer = null;
        }
    }
}
