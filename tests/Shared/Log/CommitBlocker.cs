using Weir.Log;
using Weir.Protocol;

namespace Weir.TestSupport;

/// <summary>Holds the committer's thread until disposed: nothing is stored meanwhile, and what is appended falls into one round.</summary>
internal sealed class CommitBlocker : IFlushWaiter, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _released = new();

    private CommitBlocker()
    {
    }

    /// <summary>Appends the batch; once it is stored, and before anything else is, the committer is held.</summary>
    public static CommitBlocker HoldAfter(PartitionLog log, byte[] batch)
    {
        var blocker = new CommitBlocker();

        // Asked for before the append: afterwards it could be this thread that is told.
        log.WhenFlushed(log.LogEndOffset + 1, blocker);
        AppendOutcome outcome = log.Append((byte[])batch.Clone(), new AppendOptions { Origin = AppendOrigin.Client, LeaderEpoch = 0 });
        Assert.Equal(ErrorCode.None, outcome.Error);
        Assert.True(blocker._entered.Wait(Patience), "the committer did not come");
        return blocker;
    }

    public void OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        _entered.Set();
        _released.Wait(Patience);
    }

    public void Dispose() => _released.Set();
}
