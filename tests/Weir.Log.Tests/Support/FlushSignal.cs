using Weir.Protocol;

namespace Weir.Log.Tests.Support;

/// <summary>A flush waiter that a test can block on.</summary>
internal sealed class FlushSignal : IFlushWaiter, IDisposable
{
    private readonly ManualResetEventSlim _done = new();
    private ErrorCode _error;

    public bool IsDone => _done.IsSet;

    public ErrorCode Wait()
    {
        Assert.True(_done.Wait(TimeSpan.FromSeconds(30)), "the flush waiter was not called");
        return _error;
    }

    public void OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        _error = error;
        _done.Set();
    }

    public void Dispose() => _done.Dispose();
}
