using System.Collections.Concurrent;

namespace Weir.Broker;

/// <summary>
/// Runs the completions of waiting requests: never inside an append or a flush, but on the thread that caused them once it is done
/// with those (a connection's thread, the committer's), or else on the thread pool; many at a time, so that
/// their responses share system calls.
/// </summary>
/// <remarks>Thread model: any thread posts. Bounded by the number of waiting requests, which the connections bound.</remarks>
internal sealed class CompletionQueue : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<ICompletion> _queue = new();
    private int _isScheduled;

    public void Post(ICompletion completion)
    {
        if (CompletionScope.TryAdd(completion))
        {
            return;
        }

        _queue.Enqueue(completion);
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isScheduled, 0);
        Interlocked.MemoryBarrier();
        CompletionScope.Begin();
        while (_queue.TryDequeue(out ICompletion? completion))
        {
            CompletionScope.TryAdd(completion);
        }

        CompletionScope.End();
    }
}
