using Weir.Log;
using Weir.Protocol;

namespace Weir.Broker.Tests;

/// <summary>Holds the committer's thread until disposed: nothing is reported as flushed meanwhile.</summary>
internal sealed class CommitBlocker : IFlushWaiter, IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _released = new();

    public void WaitUntilEntered() => Assert.True(_entered.Wait(TimeSpan.FromSeconds(30)), "the committer did not come");

    public void OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        _entered.Set();
        _released.Wait(TimeSpan.FromSeconds(60));
    }

    public void Dispose() => _released.Set();
}
