using System.Collections.Concurrent;

namespace Weir.Broker;

/// <summary>
/// Runs the completions of waiting requests away from where they were caused: not inside an append or a flush, but on the
/// connection thread that caused them once its own responses are out, or else on the thread pool, many at a time.
/// </summary>
/// <remarks>Thread model: any thread posts. Bounded by the number of waiting requests, which the connections bound.</remarks>
internal sealed class CompletionQueue : IThreadPoolWorkItem
{
    [ThreadStatic]
    private static List<ICompletion>? t_deferred;

    private readonly ConcurrentQueue<ICompletion> _queue = new();
    private int _isScheduled;

    /// <summary>From now on, what this thread posts waits for <see cref="RunDeferred"/>. For synchronous code only.</summary>
    public static void Defer() => t_deferred ??= [];

    /// <summary>Ends <see cref="Defer"/> and runs what was posted meanwhile.</summary>
    public static void RunDeferred()
    {
        List<ICompletion>? deferred = t_deferred;
        t_deferred = null;
        foreach (ICompletion completion in deferred ?? [])
        {
            completion.Complete();
        }
    }

    public void Post(ICompletion completion)
    {
        if (t_deferred is { } deferred)
        {
            deferred.Add(completion);
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
        while (_queue.TryDequeue(out ICompletion? completion))
        {
            completion.Complete();
        }
    }
}
