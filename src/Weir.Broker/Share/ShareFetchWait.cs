namespace Weir.Broker.Share;

/// <summary>A share fetch that found too little and waits for more: a long poll without a thread.</summary>
/// <remarks>Thread model: that of <see cref="LongPoll"/>; the fetch goes on when the wait is over.</remarks>
internal sealed class ShareFetchWait(ShareFetchOperation operation, CompletionQueue completions) : LongPoll(completions), IPartitionWaiter, IShareWaiter
{
    private readonly TaskCompletionSource _source = new();

    /// <summary>Completes when the fetch may find enough, its time is up, or nobody waits for it any more.</summary>
    public Task WaitAsync(TimeProvider time, TimeSpan maxWait, CancellationToken connectionClosed)
    {
        Begin(time, maxWait, connectionClosed);
        return _source.Task;
    }

    void IPartitionWaiter.OnPartitionChanged(Partition partition) => OnChanged();

    void IShareWaiter.OnShareChanged(SharePartitionCell cell) => OnChanged();

    protected override bool IsReady() => operation.IsReady();

    protected override void Watch()
    {
        foreach (ShareFetchTarget target in operation.Targets)
        {
            target.Partition?.AddWaiter(this);
            target.Cell?.AddWaiter(this);
        }
    }

    protected override void Unwatch()
    {
        foreach (ShareFetchTarget target in operation.Targets)
        {
            target.Partition?.RemoveWaiter(this);
            target.Cell?.RemoveWaiter(this);
        }
    }

    protected override void GoOn() => _source.SetResult();

    private void OnChanged()
    {
        if (!IsClaimed && operation.IsReady())
        {
            Claim();
        }
    }
}
