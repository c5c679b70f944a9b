using Microsoft.Extensions.Logging;
using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>Owns one state machine: runs its events one at a time on the caller's thread, and carries out what they ask for.</summary>
/// <remarks>
/// Thread model: any thread may call; everything but the sending of replies happens under the cell's lock, which is a leaf except for
/// the log behind it, whose append is taken under it so that records lie in the order of the events. Replies go out after the lock is
/// released, so their continuations may call back. Completions reach the machine in the order of the appends.
/// </remarks>
internal abstract class MachineCell<TMachine> : IGroupOutbox, IDisposable
    where TMachine : class, IStateMachine
{
    private readonly Lock _lock = new();
    private readonly GroupClock _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Queue<GroupWrite> _toAppend = new();
    private readonly Queue<GroupWrite> _appended = new();
    private GroupReplies? _replies;
    private long _timerDueMs = long.MaxValue;
    private bool _isRunning;

    protected MachineCell(GroupClock clock, ILogger logger)
    {
        _clock = clock;
        _logger = logger;
        _timer = clock.Provider.CreateTimer(static cell => ((MachineCell<TMachine>)cell!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>To be touched under the lock only, but for what never changes.</summary>
    protected abstract TMachine Machine { get; }

    /// <summary>What to call it in the log. Never changes.</summary>
    protected abstract string Name { get; }

    /// <summary>Runs one event.</summary>
    /// <returns>False when the machine is gone: look it up again.</returns>
    public bool TryRun(Action<TMachine> handle)
    {
        GroupReplies? replies = null;
        try
        {
            lock (_lock)
            {
                if (Machine.IsGone)
                {
                    return false;
                }

                _isRunning = true;
                try
                {
                    handle(Machine);
                }
                finally
                {
                    replies = Settle();
                }
            }
        }
        finally
        {
            // Even if the event failed: replies to others may have become due with it.
            replies?.SendAll();
        }

        return true;
    }

    public void Dispose() => _timer.Dispose();

    void IGroupOutbox.Reply<T>(IReplyTo<T> to, T response) => (_replies ??= new GroupReplies()).Add(to, response);

    void IGroupOutbox.Append(GroupWrite write) => _toAppend.Enqueue(write);

    /// <summary>Appends under the lock; <paramref name="done"/> is called once, perhaps before this returns.</summary>
    protected abstract void Append(GroupWrite write, Action<ErrorCode> done);

    /// <summary>Called under the lock after each event, when all it asked for is under way.</summary>
    protected virtual void OnSettled()
    {
    }

    // Nobody waits for a timer: what is thrown here would end the process, for all the other machines too.
    private void OnTimer()
    {
        try
        {
            TryRun(machine =>
            {
                _timerDueMs = long.MaxValue;
                machine.OnTime();
            });
        }
        catch (Exception e)
        {
            MachineLog.TimerFailed(_logger, e, Name);
        }
    }

    private void OnWritten(GroupWrite write, ErrorCode error)
    {
        GroupReplies? replies;
        lock (_lock)
        {
            write.Outcome = error;
            if (_isRunning)
            {
                // Durable at once: the append is ours, further down this stack, and goes on with the completion.
                return;
            }

            _isRunning = true;
            replies = Settle();
        }

        replies?.SendAll();
    }

    // Under the lock: appends what the event wrote, completes what is durable, which may write more, and sets the timer.
    private GroupReplies? Settle()
    {
        while (true)
        {
            if (_toAppend.TryDequeue(out GroupWrite? write))
            {
                _appended.Enqueue(write);
                Append(write, error => OnWritten(write, error));
            }
            else if (_appended.TryPeek(out GroupWrite? oldest) && oldest.Outcome is { } outcome)
            {
                _appended.Dequeue();
                oldest.Completed(outcome);
            }
            else
            {
                break;
            }
        }

        SetTimer();
        OnSettled();
        _isRunning = false;
        GroupReplies? replies = _replies;
        _replies = null;
        return replies;
    }

    private void SetTimer()
    {
        long deadline = Machine.NextDeadlineMs;
        if (deadline < _timerDueMs)
        {
            _timerDueMs = deadline;
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, deadline - _clock.UptimeMs)), Timeout.InfiniteTimeSpan);
        }
    }
}
