using System.Collections.Concurrent;

namespace Weir.Client.Tests.Support;

/// <summary>
/// System time whose timers fire once more while they are disposed of: what any timer does now and then, when its time comes just then.
/// <see cref="ITimer"/> does not wait for a callback that has begun.
/// </summary>
internal sealed class LateTimers : TimeProvider
{
    private int _pending;
    private int _fired;

    /// <summary>What late callbacks have thrown. Thrown by a real timer, it ends the process.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>Late callbacks that have not returned yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Late callbacks that have returned or thrown.</summary>
    public int Fired => Volatile.Read(ref _fired);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new LateTimer(this, callback, state, System.CreateTimer(callback, state, dueTime, period));

    private sealed class LateTimer(LateTimers owner, TimerCallback callback, object? state, ITimer timer) : ITimer
    {
        private int _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Increment(ref owner._pending);
                ThreadPool.QueueUserWorkItem(_ => Fire());
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            try
            {
                callback(state);
            }
            catch (Exception error)
            {
                owner.Failures.Enqueue(error);
            }

            Interlocked.Increment(ref owner._fired);
            Interlocked.Decrement(ref owner._pending);
        }
    }
}
