using Microsoft.Extensions.Logging;

namespace Weir.Log.Directories;

/// <summary>Files that no longer belong to a log and are removed after a delay, so that a fetch under way can finish.</summary>
/// <remarks>Thread model: any thread; removals run one after the other on the timer's.</remarks>
internal sealed class DelayedRemovals : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, long> _removals = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    public DelayedRemovals(TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => RemoveDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Schedule(Action removal, long delayMs)
    {
        lock (_gate)
        {
            _removals.Enqueue(removal, NowMs + delayMs);
            Arm();
        }
    }

    /// <summary>Removes everything now.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        while (TryTake(long.MaxValue, out Action? removal))
        {
            Run(removal);
        }
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void RemoveDue()
    {
        while (TryTake(NowMs, out Action? removal))
        {
            Run(removal);
        }

        lock (_gate)
        {
            Arm();
        }
    }

    private bool TryTake(long dueMs, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Action? removal)
    {
        lock (_gate)
        {
            removal = null;
            return _removals.TryPeek(out _, out long due) && due <= dueMs && _removals.TryDequeue(out removal, out _);
        }
    }

    private void Arm()
    {
        if (_removals.TryPeek(out _, out long due))
        {
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, due - NowMs)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Run(Action removal)
    {
        try
        {
            removal();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stays behind is removed at the next start.
            LogMessages.MaintenanceFailed(_logger, "deleted files", e);
        }
    }
}
