using System.Threading.Tasks.Sources;

namespace Weir.Client.Consuming;

/// <summary>Wakes the one flow that waits. A signal that comes while nobody waits is kept; several count as one.</summary>
/// <remarks>Thread model: <see cref="Set"/> from any thread, <see cref="WaitAsync"/> from one flow at a time. The state is guarded by the lock.</remarks>
internal sealed class AsyncSignal : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _isSet;
    private bool _isAwaited;

    public void Set()
    {
        lock (_lock)
        {
            if (!_isAwaited)
            {
                _isSet = true;
                return;
            }

            _isAwaited = false;
        }

        _core.SetResult(true);
    }

    /// <summary>Forgets a signal that nobody has waited for.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _isSet = false;
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ValueTask signal;
        lock (_lock)
        {
            if (_isSet)
            {
                _isSet = false;
                return;
            }

            _core.Reset();
            _isAwaited = true;
            signal = new ValueTask(this, _core.Version);
        }

        using (cancellationToken.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), this))
        {
            await signal.ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
