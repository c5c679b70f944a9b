using System.Threading.Tasks.Sources;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>A fetch that found too little and waits for more: a long poll without a thread.</summary>
/// <remarks>Thread model: that of <see cref="LongPoll"/>; the response is made when the wait is over.</remarks>
internal sealed class FetchWait(FetchOperation operation, CompletionQueue completions) : LongPoll(completions), IPartitionWaiter, IValueTaskSource<FetchResponse?>
{
    private readonly Partition?[] _watched = new Partition?[operation.Partitions.Length];
    private ManualResetValueTaskSourceCore<FetchResponse?> _source;

    public ValueTask<FetchResponse?> WaitAsync(TimeProvider time, CancellationToken connectionClosed)
    {
        var task = new ValueTask<FetchResponse?>(this, _source.Version);
        Begin(time, operation.MaxWait, connectionClosed);
        return task;
    }

    void IPartitionWaiter.OnPartitionChanged(Partition partition)
    {
        if (IsClaimed)
        {
            return;
        }

        int index = Array.IndexOf(_watched, partition);
        bool ready = operation.AnyByteIsEnough && index >= 0
            ? operation.ReadableBytes(operation.Partitions[index], partition) > 0
            : operation.IsReady();
        if (ready)
        {
            Claim();
        }
    }

    FetchResponse? IValueTaskSource<FetchResponse?>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FetchResponse?>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<FetchResponse?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected override bool IsReady() => operation.IsReady();

    protected override void Watch()
    {
        for (int i = 0; i < _watched.Length; i++)
        {
            if (operation.Resolve(operation.Partitions[i], out Partition? partition) == ErrorCode.None)
            {
                _watched[i] = partition;
                partition!.AddWaiter(this);
            }
        }
    }

    protected override void Unwatch()
    {
        foreach (Partition? partition in _watched)
        {
            partition?.RemoveWaiter(this);
        }
    }

    protected override void GoOn()
    {
        try
        {
            _source.SetResult(IsAbandoned ? null : operation.Respond());
        }
        catch (Exception e)
        {
            _source.SetException(e);
        }
    }
}
