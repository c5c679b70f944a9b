using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Weir.Client.Producing;

/// <summary>The awaitable of one record, pooled. Whoever awaits it continues on the thread pool, never on a connection's receive loop.</summary>
/// <remarks>Thread model: rented by the sending thread, completed once by the sender, given back when the result is taken.</remarks>
internal sealed class SendCompletion : IValueTaskSource<RecordMetadata>, IThreadPoolWorkItem
{
    private const int MaxPooled = 4096;

    private static readonly ConcurrentQueue<SendCompletion> Pool = new();

    private ManualResetValueTaskSourceCore<RecordMetadata> _core;
    private RecordMetadata _result;
    private KafkaException? _error;

    public ValueTask<RecordMetadata> Task => new(this, _core.Version);

    public static SendCompletion Rent() => Pool.TryDequeue(out SendCompletion? pooled) ? pooled : new SendCompletion();

    public void Complete(in RecordMetadata result, KafkaException? error)
    {
        _result = result;
        _error = error;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_error is { } error)
        {
            _core.SetException(error);
        }
        else
        {
            _core.SetResult(_result);
        }
    }

    RecordMetadata IValueTaskSource<RecordMetadata>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _error = null;
            if (Pool.Count < MaxPooled)
            {
                Pool.Enqueue(this);
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<RecordMetadata>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<RecordMetadata>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
