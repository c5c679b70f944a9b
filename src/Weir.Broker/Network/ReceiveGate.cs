using System.Threading.Tasks.Sources;

namespace Weir.Broker;

/// <summary>Where the receive loop waits until the next request may be handled.</summary>
/// <remarks>Thread model: one waiter, the receive loop; opened at most once per <see cref="Reset"/>, by any thread.</remarks>
internal sealed class ReceiveGate : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source;

    public void Reset() => _source.Reset();

    public ValueTask WaitAsync() => new(this, _source.Version);

    /// <param name="inline">Go on on this thread; only right for a thread of the connection's own I/O.</param>
    public void Open(bool inline)
    {
        _source.RunContinuationsAsynchronously = !inline;
        _source.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
