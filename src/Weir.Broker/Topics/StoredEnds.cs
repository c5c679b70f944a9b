using Weir.Log;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>
/// Waits until all that some logs hold at this moment is stored, and so counts as being there. On one node of Apache Kafka it does as soon as a produce with
/// acks=1 is answered: who produces so and then asks for the end of the log finds what it has produced.
/// </summary>
/// <remarks>Thread model: made and read by one request; committer threads report. The request goes on on the thread pool.</remarks>
internal sealed class StoredEnds : IFlushWaiter
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _remaining;

    private StoredEnds(int count) => _remaining = count;

    /// <summary>Completes when everything appended so far is stored, or known not to be, or the time is up.</summary>
    /// <param name="logs">The logs.</param>
    /// <param name="timeoutMs">What the request gives, in ms; 30 s when it gives nothing.</param>
    /// <param name="time">The clock.</param>
    public static async ValueTask WhenStored(IEnumerable<PartitionLog> logs, int timeoutMs, TimeProvider time)
    {
        Task stored = WhenStored(logs);
        if (!stored.IsCompleted)
        {
            await stored.WaitAsync(timeoutMs > 0 ? TimeSpan.FromMilliseconds(timeoutMs) : LongestWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Task WhenStored(IEnumerable<PartitionLog> logs)
    {
        List<(PartitionLog Log, long End)> ends = [.. logs.Select(log => (Log: log, End: log.LogEndOffset)).Where(log => !log.Log.IsFlushed(log.End))];
        if (ends.Count == 0)
        {
            return Task.CompletedTask;
        }

        var waiter = new StoredEnds(ends.Count);
        ends.ForEach(log => log.Log.WhenFlushed(log.End, waiter));
        return waiter._source.Task;
    }

    void IFlushWaiter.OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        if (Interlocked.Decrement(ref _remaining) == 0)
        {
            _source.SetResult();
        }
    }
}
