using Weir.Protocol;

namespace Weir.Log.Tests.Support;

/// <summary>Holds the committer's thread until disposed, so that what is appended meanwhile falls into one round.</summary>
internal sealed class CommitBlocker : IFlushWaiter, IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _released = new();

    public void WaitUntilEntered() => Assert.True(_entered.Wait(TimeSpan.FromSeconds(30)), "the committer did not come");

    public void OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        _entered.Set();
        _released.Wait(TimeSpan.FromSeconds(30));
    }

    public void Dispose() => _released.Set();
}
