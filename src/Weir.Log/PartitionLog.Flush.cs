using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol;

namespace Weir.Log;

public sealed partial class PartitionLog
{
    // Guarded by _flushLock: everything below is on disk.
    private LogPosition _flushed;
    private long _recoveryPoint;
    private int _isCommitQueued;

    /// <summary>Everything below is on disk: where recovery starts after a crash.</summary>
    internal long RecoveryPoint => Volatile.Read(ref _recoveryPoint);

    /// <summary>Whether everything below <paramref name="offset"/> is stored as the directory's durability asks.</summary>
    public bool IsFlushed(long offset) => HighWatermark >= offset;

    /// <summary>
    /// Calls the waiter once everything below <paramref name="offset"/> is stored: at once, on this thread, when it is already or never will be,
    /// else later on the committer's thread.
    /// </summary>
    /// <param name="offset"><see cref="AppendOutcome.NextOffset"/> of what is waited for.</param>
    /// <param name="waiter">Called exactly once.</param>
    public void WhenFlushed(long offset, IFlushWaiter waiter)
    {
        ArgumentNullException.ThrowIfNull(waiter);
        if (!_watermarks.TryQueue(new FlushWait(offset, waiter), out ErrorCode error))
        {
            waiter.OnFlushed(this, offset, error);
        }
    }

    /// <summary>Flushes on the calling thread; on disk, whatever the durability, when this returns.</summary>
    /// <exception cref="IOException">The disk failed, now or earlier; the partition takes no more appends.</exception>
    public void Flush()
    {
        if (_failure != ErrorCode.None)
        {
            throw new IOException($"Partition {this} is offline after a disk error.");
        }

        try
        {
            FlushUpTo(_watermarks.End);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeOffline(e);
            FailWaits();
            throw;
        }
    }

    void ICommitTarget.Commit()
    {
        Volatile.Write(ref _isCommitQueued, 0);
        if (_failure != ErrorCode.None)
        {
            return;
        }

        try
        {
            // With durability "os" only sealed segments are flushed, so that recovery need not read them.
            FlushUpTo(_services.IsDurable ? _watermarks.End : StartOfActive());
        }
        catch (Exception e)
        {
            // Whatever it was, what is on disk is no longer known; the other partitions must go on.
            TakeOffline(e);
            FailWaits();
        }
    }

    private LogPosition StartOfActive()
    {
        LogSegment active = _segments.Active;
        return new LogPosition(active.BaseOffset, active, 0);
    }

    private void AfterAppend()
    {
        if (_services.IsDurable)
        {
            QueueCommit();
            return;
        }

        NotifyHighWatermark();
    }

    private void QueueCommit()
    {
        if (Interlocked.Exchange(ref _isCommitQueued, 1) == 0)
        {
            _services.Committer.Enqueue(this);
        }
    }

    private void FlushUpTo(LogPosition target)
    {
        List<FlushWait>? satisfied = null;
        bool hasMoved = false;
        lock (_flushLock)
        {
            if (target.Offset < _flushed.Offset)
            {
                return;
            }

            foreach (LogSegment segment in _segments.Snapshot)
            {
                bool isSealed = segment.BaseOffset < target.Segment.BaseOffset;
                bool isTarget = ReferenceEquals(segment, target.Segment) && target.Position > 0;
                if (segment.BaseOffset >= _flushed.Segment.BaseOffset && (isSealed || isTarget))
                {
                    FlushSegment(segment, isSealed);
                }
            }

            _directory.FlushNewFiles();
            _services.RootEntries.FlushIfMarked(_services.RootPath);
            _flushed = target;
            Volatile.Write(ref _recoveryPoint, target.Offset);
            if (_services.IsDurable)
            {
                satisfied = [];
                hasMoved = _watermarks.AdvanceHigh(target, satisfied);
            }
        }

        CallBack(satisfied, ErrorCode.None);
        if (hasMoved)
        {
            NotifyHighWatermark();
        }
    }

    private static void FlushSegment(LogSegment segment, bool isSealed)
    {
        if (!segment.HasFile || segment.File.TryAcquire() is not { } file)
        {
            return;
        }

        try
        {
            file.FlushData();
            if (isSealed)
            {
                segment.WriteIndexes(durably: true);
                segment.DropIndexes();
            }
        }
        finally
        {
            segment.File.Release();
        }
    }

    /// <summary>After a failed write or flush nobody knows what is on disk, and asking again would lie: takes no more appends.</summary>
    private void TakeOffline(Exception error)
    {
        if (_failure == ErrorCode.None)
        {
            _failure = ErrorCode.KafkaStorageError;
            LogMessages.PartitionOffline(_services.Logger, ToString(), _directory.Path, HighWatermark, error);
        }
    }

    private void FailWaits()
    {
        List<FlushWait> failed = [];
        _watermarks.Fail(ErrorCode.KafkaStorageError, failed);
        CallBack(failed, ErrorCode.KafkaStorageError);
    }

    private void CallBack(List<FlushWait>? waits, ErrorCode error)
    {
        foreach (FlushWait wait in waits ?? [])
        {
            wait.Waiter.OnFlushed(this, wait.Offset, error);
        }
    }

    private void NotifyHighWatermark()
    {
        foreach (IHighWatermarkListener listener in _listeners.Snapshot)
        {
            listener.OnHighWatermarkAdvanced(this);
        }
    }
}
