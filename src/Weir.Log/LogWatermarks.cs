using Weir.Log.Segments;
using Weir.Protocol;

namespace Weir.Log;

/// <summary>The offsets that readers and waiters of a partition go by: log start, high watermark, log end; and who waits for them.</summary>
/// <remarks>
/// Thread model: any thread. <c>_gate</c> is held for a few instructions only, never during I/O and never while a waiter or a
/// listener is called; single offsets are read without it. Invariant: start &lt;= high watermark &lt;= end.
/// </remarks>
internal sealed class LogWatermarks(long start, LogPosition end)
{
    private readonly Lock _gate = new();
    private long _startOffset = start;
    private LogPosition _end = end;
    private LogPosition _high = end;
    private long _endOffset = end.Offset;
    private long _highOffset = end.Offset;
    private List<FlushWait>? _waits;
    private ErrorCode _failure;

    public long StartOffset => Volatile.Read(ref _startOffset);

    public long HighOffset => Volatile.Read(ref _highOffset);

    public long EndOffset => Volatile.Read(ref _endOffset);

    public LogPosition End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    public LogPosition High
    {
        get
        {
            lock (_gate)
            {
                return _high;
            }
        }
    }

    /// <summary>Moves the log end, and with it the high watermark when appended means stored.</summary>
    public void AdvanceEnd(in LogPosition end, bool isStored)
    {
        lock (_gate)
        {
            _end = end;
            Volatile.Write(ref _endOffset, end.Offset);
            if (isStored)
            {
                _high = end;
                Volatile.Write(ref _highOffset, end.Offset);
            }
        }
    }

    /// <summary>Moves the high watermark; those who waited for it are moved to <paramref name="satisfied"/>.</summary>
    /// <returns>False when it was there already.</returns>
    public bool AdvanceHigh(in LogPosition high, List<FlushWait> satisfied)
    {
        lock (_gate)
        {
            if (high.Offset < _high.Offset || (high.Offset == _high.Offset && ReferenceEquals(high.Segment, _high.Segment)))
            {
                return false;
            }

            bool hasMoved = high.Offset > _high.Offset;
            _high = high;
            Volatile.Write(ref _highOffset, high.Offset);
            TakeWaits(high.Offset, satisfied);
            return hasMoved;
        }
    }

    /// <summary>Moves the log start.</summary>
    /// <returns>False when it is there or beyond already.</returns>
    public bool AdvanceStart(long offset)
    {
        lock (_gate)
        {
            if (offset <= _startOffset)
            {
                return false;
            }

            Volatile.Write(ref _startOffset, offset);
            return true;
        }
    }

    /// <summary>Queues the waiter until the high watermark reaches the offset.</summary>
    /// <param name="wait">Who waits for what.</param>
    /// <param name="error">When not queued: why it never will be, or None when it is there.</param>
    /// <returns>False when there is nothing to wait for.</returns>
    public bool TryQueue(in FlushWait wait, out ErrorCode error)
    {
        lock (_gate)
        {
            error = wait.Offset <= _high.Offset ? ErrorCode.None : _failure;
            if (wait.Offset <= _high.Offset || _failure != ErrorCode.None)
            {
                return false;
            }

            (_waits ??= []).Add(wait);
            return true;
        }
    }

    /// <summary>Nothing will be stored any more: all waits are moved to <paramref name="failed"/>.</summary>
    public void Fail(ErrorCode error, List<FlushWait> failed)
    {
        lock (_gate)
        {
            if (_failure == ErrorCode.None)
            {
                _failure = error;
            }

            TakeWaits(long.MaxValue, failed);
        }
    }

    /// <summary>Waits may be queued again.</summary>
    public void GoOn()
    {
        lock (_gate)
        {
            _failure = ErrorCode.None;
        }
    }

    private void TakeWaits(long upTo, List<FlushWait> taken)
    {
        if (_waits is not { Count: > 0 } waits)
        {
            return;
        }

        int kept = 0;
        for (int i = 0; i < waits.Count; i++)
        {
            if (waits[i].Offset <= upTo)
            {
                taken.Add(waits[i]);
            }
            else
            {
                waits[kept++] = waits[i];
            }
        }

        waits.RemoveRange(kept, waits.Count - kept);
    }
}
