using Microsoft.Extensions.Logging;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>Owns one group: runs its events one at a time on the caller's thread, and carries out what they ask for.</summary>
/// <remarks>
/// Thread model: any thread may call; everything but the sending of replies happens under the cell's lock, which is a leaf except for
/// the offsets log, whose append is taken under it so that records lie in the order of the events. Replies go out after the lock is
/// released, so their continuations may call back. Completions reach the machine in the order of the appends.
/// </remarks>
internal sealed partial class GroupCell : IGroupOutbox, IDisposable
{
    private readonly Lock _lock = new();
    private readonly GroupMachine _machine;
    private readonly GroupClock _clock;
    private readonly IOffsetsLog _log;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Queue<GroupWrite> _toAppend = new();
    private readonly Queue<GroupWrite> _appended = new();
    private GroupReplies? _replies;
    private long _timerDueMs = long.MaxValue;
    private GroupState _loggedState;
    private bool _isRunning;

    public GroupCell(string groupId, GroupOptions options, ITopicCatalog catalog, GroupClock clock, IOffsetsLog log, ILogger logger)
    {
        _clock = clock;
        _log = log;
        _logger = logger;
        _machine = new GroupMachine(groupId, options, catalog, clock, this);
        _timer = clock.Provider.CreateTimer(static cell => ((GroupCell)cell!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string GroupId => _machine.Id;

    /// <summary>Runs one event.</summary>
    /// <returns>False when the group is gone: look it up again.</returns>
    public bool TryRun(Action<GroupMachine> handle)
    {
        GroupReplies? replies = null;
        lock (_lock)
        {
            if (_machine.IsGone)
            {
                return false;
            }

            _isRunning = true;
            try
            {
                handle(_machine);
            }
            finally
            {
                replies = Settle();
            }
        }

        replies?.SendAll();
        return true;
    }

    public void Dispose() => _timer.Dispose();

    void IGroupOutbox.Reply<T>(IReplyTo<T> to, T response) => (_replies ??= new GroupReplies()).Add(to, response);

    void IGroupOutbox.Append(GroupWrite write) => _toAppend.Enqueue(write);

    private void OnTimer()
    {
        TryRun(machine =>
        {
            _timerDueMs = long.MaxValue;
            machine.OnTime();
        });
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
                _log.Append(GroupId, write, error => OnWritten(write, error));
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
        LogStateChange();
        _isRunning = false;
        GroupReplies? replies = _replies;
        _replies = null;
        return replies;
    }

    private void LogStateChange()
    {
        if (_machine.State != _loggedState)
        {
            _loggedState = _machine.State;
            LogLevel level = _loggedState is GroupState.Stable or GroupState.Empty ? LogLevel.Information : LogLevel.Debug;
            LogState(_logger, level, GroupId, _loggedState, _machine.Generation, _machine.MemberCount);
        }
    }

    private void SetTimer()
    {
        long deadline = _machine.NextDeadlineMs;
        if (deadline < _timerDueMs)
        {
            _timerDueMs = deadline;
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, deadline - _clock.UptimeMs)), Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(Message = "Group {Group} is {State} in generation {Generation} with {Members} members")]
    private static partial void LogState(ILogger logger, LogLevel level, string group, GroupState state, int generation, int members);
}
