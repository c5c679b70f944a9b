using System.Threading.Tasks.Sources;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>A fetch that found too little and waits for more: a long poll without a thread.</summary>
/// <remarks>
/// Thread model: woken by any thread that moves one of its partitions, by the timer, or by the end of the connection; the first
/// of them claims it and posts it to the <see cref="CompletionQueue"/>, where the response is made.
/// </remarks>
internal sealed class FetchWait(FetchOperation operation, CompletionQueue completions) : IPartitionWaiter, ICompletion, IValueTaskSource<FetchResponse?>
{
    private readonly Partition?[] _watched = new Partition?[operation.Partitions.Length];
    private ManualResetValueTaskSourceCore<FetchResponse?> _source;
    private CancellationTokenRegistration _connectionClosed;
    private ITimer? _timer;
    private int _isClaimed = 1; // until everything is registered
    private bool _isAbandoned;

    public ValueTask<FetchResponse?> WaitAsync(TimeProvider time, CancellationToken connectionClosed)
    {
        var task = new ValueTask<FetchResponse?>(this, _source.Version);
        long began = time.GetTimestamp();
        for (int i = 0; i < _watched.Length; i++)
        {
            if (operation.Resolve(operation.Partitions[i], out Partition? partition) == ErrorCode.None)
            {
                _watched[i] = partition;
                partition!.AddWaiter(this);
            }
        }

        _connectionClosed = connectionClosed.UnsafeRegister(static state => ((FetchWait)state!).Abandon(), this);
        _timer = time.CreateTimer(static state => ((FetchWait)state!).Claim(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _isClaimed, 0);
        TimeSpan left = operation.MaxWait - time.GetElapsedTime(began);
        _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        // What came before this point has woken nobody.
        if (connectionClosed.IsCancellationRequested)
        {
            Abandon();
        }
        else if (operation.IsReady())
        {
            Claim();
        }

        return task;
    }

    void IPartitionWaiter.OnPartitionChanged(Partition partition)
    {
        if (Volatile.Read(ref _isClaimed) != 0)
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

    void ICompletion.Complete()
    {
        foreach (Partition? partition in _watched)
        {
            partition?.RemoveWaiter(this);
        }

        _timer?.Dispose();
        _connectionClosed.Unregister();
        try
        {
            _source.SetResult(_isAbandoned ? null : operation.Respond());
        }
        catch (Exception e)
        {
            _source.SetException(e);
        }
    }

    FetchResponse? IValueTaskSource<FetchResponse?>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FetchResponse?>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<FetchResponse?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Claim()
    {
        if (Interlocked.Exchange(ref _isClaimed, 1) == 0)
        {
            completions.Post(this);
        }
    }

    private void Abandon()
    {
        _isAbandoned = true;
        Claim();
    }
}
