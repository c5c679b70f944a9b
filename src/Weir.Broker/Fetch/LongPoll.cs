namespace Weir.Broker;

/// <summary>A request that found too little and waits for more, without a thread.</summary>
/// <remarks>
/// Thread model: woken by any thread that changes what it watches, by the timer, or by the end of the connection; the first of them claims it
/// and posts it to the <see cref="CompletionQueue"/>, where it goes on.
/// </remarks>
internal abstract class LongPoll(CompletionQueue completions) : ICompletion
{
    private CancellationTokenRegistration _connectionClosed;
    private ITimer? _timer;
    private int _isClaimed = 1; // until everything is registered

    /// <summary>Nobody waits for the answer any more.</summary>
    protected bool IsAbandoned { get; private set; }

    /// <summary>Whether whoever is told of a change need not look at it: something else came first.</summary>
    protected bool IsClaimed => Volatile.Read(ref _isClaimed) != 0;

    void ICompletion.Complete()
    {
        Unwatch();
        _timer?.Dispose();
        _connectionClosed.Unregister();
        GoOn();
    }

    /// <summary>Begins to wait. Time counts from the call, so that none passes unnoticed while everything is registered.</summary>
    protected void Begin(TimeProvider time, TimeSpan maxWait, CancellationToken connectionClosed)
    {
        long began = time.GetTimestamp();
        Watch();
        _connectionClosed = connectionClosed.UnsafeRegister(static state => ((LongPoll)state!).Abandon(), this);
        _timer = time.CreateTimer(static state => ((LongPoll)state!).Claim(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _isClaimed, 0);
        TimeSpan left = maxWait - time.GetElapsedTime(began);
        _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        // What came before this point has woken nobody.
        if (connectionClosed.IsCancellationRequested)
        {
            Abandon();
        }
        else if (IsReady())
        {
            Claim();
        }
    }

    /// <summary>Ends the wait, unless something else has.</summary>
    protected void Claim()
    {
        if (Interlocked.Exchange(ref _isClaimed, 1) == 0)
        {
            completions.Post(this);
        }
    }

    /// <summary>Whether there is enough to go on.</summary>
    protected abstract bool IsReady();

    /// <summary>Asks to be told of changes.</summary>
    protected abstract void Watch();

    protected abstract void Unwatch();

    /// <summary>The wait is over.</summary>
    protected abstract void GoOn();

    private void Abandon()
    {
        IsAbandoned = true;
        Claim();
    }
}
