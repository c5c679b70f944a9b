using System.Collections.Concurrent;

namespace Weir.Protocol.Records;

/// <summary>Keeps a few codec contexts, which are expensive to create, for whoever compresses next.</summary>
/// <remarks>Thread model: any thread. A rented context belongs to its renter.</remarks>
internal sealed class CodecPool<T>(Func<T> create)
    where T : class, IDisposable
{
    private static readonly int MostIdle = Environment.ProcessorCount;

    private readonly ConcurrentQueue<T> _idle = new();

    public T Rent() => _idle.TryDequeue(out T? context) ? context : create();

    /// <summary>Takes back a context that is fit for use; one that failed should be disposed of instead.</summary>
    public void Return(T context)
    {
        if (_idle.Count < MostIdle)
        {
            _idle.Enqueue(context);
        }
        else
        {
            context.Dispose();
        }
    }
}
