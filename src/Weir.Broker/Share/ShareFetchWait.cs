namespace Weir.Broker.Share;

/// <summary>A share fetch that found too little and waits for more: a long poll without a thread.</summary>
/// <remarks>
/// Thread model: woken by any thread that moves one of its partitions or share partitions, by the timer, or by the end of the connection; the first of them
/// claims it and posts it to the <see cref="CompletionQueue"/>, where the fetch goes on.
/// </remarks>
internal sealed class ShareFetchWait(ShareFetchOperation operation, CompletionQueue completions) : IPartitionWaiter, IShareWaiter, ICompletion
{
    private readonly TaskCompletionSource _source = new();
    private CancellationTokenRegistration _connectionClosed;
    private ITimer? _timer;
    private int _isClaimed = 1; // until everything is registered

    /// <summary>Completes when the fetch may find enough, its time is up, or nobody waits for it any more.</summary>
    public Task WaitAsync(TimeProvider time, TimeSpan maxWait, CancellationToken connectionClosed)
    {
        long began = time.GetTimestamp();
        foreach (ShareFetchTarget target in operation.Targets)
        {
            target.Partition?.AddWaiter(this);
            target.Cell?.AddWaiter(this);
        }

        _connectionClosed = connectionClosed.UnsafeRegister(static state => ((ShareFetchWait)state!).Claim(), this);
        _timer = time.CreateTimer(static state => ((ShareFetchWait)state!).Claim(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _isClaimed, 0);
        TimeSpan left = maxWait - time.GetElapsedTime(began);
        _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        // What came before this point has woken nobody.
        if (connectionClosed.IsCancellationRequested || operation.IsReady())
        {
            Claim();
        }

        return _source.Task;
    }

    void IPartitionWaiter.OnPartitionChanged(Partition partition) => OnChanged();

    void IShareWaiter.OnShareChanged(SharePartitionCell cell) => OnChanged();

    void ICompletion.Complete()
    {
        foreach (ShareFetchTarget target in operation.Targets)
        {
            target.Partition?.RemoveWaiter(this);
            target.Cell?.RemoveWaiter(this);
        }

        _timer?.Dispose();
        _connectionClosed.Unregister();
        _source.SetResult();
    }

    private void OnChanged()
    {
        if (Volatile.Read(ref _isClaimed) == 0 && operation.IsReady())
        {
            Claim();
        }
    }

    private void Claim()
    {
        if (Interlocked.Exchange(ref _isClaimed, 1) == 0)
        {
            completions.Post(this);
        }
    }
}
