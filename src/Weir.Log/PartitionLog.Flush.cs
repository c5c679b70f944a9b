using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol;

namespace Weir.Log;

public sealed partial class PartitionLog
{
    // Guarded by _flushLock: everything below is on disk.
    private LogPosition _flushed;

    // The committer's thread only: what the flush that is shared by all partitions of a round will cover.
    private LogPosition _prepared;
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
            TakeOffline(e, e is DiskFullException);
            AnswerFailedWaits();
            throw;
        }
    }

    void ICommitTarget.Commit()
    {
        Volatile.Write(ref _isCommitQueued, 0);
        if (_failure == ErrorCode.None)
        {
            Guard(() => FlushUpTo(CommitTarget()));
        }
    }

    bool ICommitTarget.TryPrepareSharedFlush()
    {
        Volatile.Write(ref _isCommitQueued, 0);
        return _failure == ErrorCode.None && Guard(() =>
        {
            lock (_flushLock)
            {
                _prepared = CommitTarget();
                PrepareSegments(_prepared);
            }
        });
    }

    void ICommitTarget.CompleteSharedFlush() => Guard(() => MarkFlushed(_prepared));

    /// <summary>Whatever goes wrong, what is on disk is no longer known: this partition goes offline, the others go on.</summary>
    private bool Guard(Action flush)
    {
        try
        {
            flush();
            return true;
        }
        catch (Exception e)
        {
            TakeOffline(e, e is DiskFullException);
            AnswerFailedWaits();
            return false;
        }
    }

    private void AfterAppend()
    {
        if (!StoresAtOnce)
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
        lock (_flushLock)
        {
            if (target == _flushed || target.Offset < _flushed.Offset)
            {
                return;
            }

            PrepareSegments(target);
            foreach (LogSegment segment in UnflushedSegments(target))
            {
                segment.FlushFiles();
            }

            _directory.FlushNewFiles();
            _services.RootEntries.FlushIfMarked(_services.RootPath);
        }

        MarkFlushed(target);
    }

    /// <summary>Sealed segments get their final length and their index files; the active one gets room for what comes next.</summary>
    /// <exception cref="DiskFullException">There is no room for the index files; nothing was flushed.</exception>
    private void PrepareSegments(LogPosition target)
    {
        try
        {
            foreach (LogSegment segment in UnflushedSegments(target))
            {
                if (ReferenceEquals(segment, target.Segment))
                {
                    WriteAhead(target);
                }
                else
                {
                    segment.WriteFinalFiles();
                }
            }
        }
        catch (IOException e) when (DiskFullException.IsCauseOf(e))
        {
            throw new DiskFullException(e);
        }
    }

    private void WriteAhead(LogPosition target)
    {
        int committed = target.Position - (ReferenceEquals(target.Segment, _flushed.Segment) ? _flushed.Position : 0);
        if (_services.IsDurable && _failure == ErrorCode.None && _services.WriteAhead.IsDue(target.Segment, committed))
        {
            lock (_appendLock)
            {
                Segments.WriteAhead.Extend(target.Segment, Config.SegmentBytes);
            }
        }
    }

    /// <summary>Takes note that everything below the target is on disk, and tells those who wait for it.</summary>
    private void MarkFlushed(LogPosition target)
    {
        List<FlushWait> satisfied = [];
        bool hasMoved = false;
        lock (_flushLock)
        {
            if (target.Offset < _flushed.Offset)
            {
                return;
            }

            foreach (LogSegment segment in UnflushedSegments(target))
            {
                if (!ReferenceEquals(segment, target.Segment))
                {
                    segment.DropIndexes();
                }
            }

            _flushed = target;
            Volatile.Write(ref _recoveryPoint, target.Offset);
            hasMoved = AdvanceHighAfterFlush(target, satisfied);
        }

        if (hasMoved)
        {
            SettleTransactions();
        }

        CallBack(satisfied, ErrorCode.None);
        if (hasMoved)
        {
            NotifyHighWatermark();
        }
    }

    /// <summary>The segments that hold bytes between what is on disk and the target.</summary>
    private IEnumerable<LogSegment> UnflushedSegments(LogPosition target) => _segments.Snapshot.Where(segment =>
        segment.BaseOffset >= _flushed.Segment.BaseOffset
        && (segment.BaseOffset < target.Segment.BaseOffset || (ReferenceEquals(segment, target.Segment) && target.Position > 0)));

    private void CallBack(List<FlushWait> waits, ErrorCode error)
    {
        foreach (FlushWait wait in waits)
        {
            try
            {
                wait.Waiter.OnFlushed(this, wait.Offset, error);
            }
            catch (Exception e)
            {
                // A defect of one waiter must not keep the others from their answer.
                LogMessages.CallbackFailed(_services.Logger, ToString(), e);
            }
        }
    }

    private void NotifyHighWatermark() => Notify(static (listener, log) => listener.OnHighWatermarkAdvanced(log));

    private void Notify(Action<IHighWatermarkListener, PartitionLog> call)
    {
        foreach (IHighWatermarkListener listener in _listeners.Snapshot)
        {
            try
            {
                call(listener, this);
            }
            catch (Exception e)
            {
                LogMessages.CallbackFailed(_services.Logger, ToString(), e);
            }
        }
    }
}
