using System.Collections.Concurrent;

namespace Weir.Client.Producing;

/// <summary>Runs delivery callbacks one after the other on the thread pool, in the order in which the batches ended.</summary>
/// <remarks>Thread model: <see cref="Enqueue"/> from any thread; at most one drain runs at a time.</remarks>
internal sealed class DeliveryQueue(Action<ProducerBatch> release, Action<Exception> onThrown) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<(ProducerBatch Batch, long BaseOffset, long AppendTimeMs, KafkaException? Error)> _ended = new();
    private int _scheduled;

    public void Enqueue(ProducerBatch batch, long baseOffset, long appendTimeMs, KafkaException? error)
    {
        _ended.Enqueue((batch, baseOffset, appendTimeMs, error));
        Schedule();
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (_ended.TryDequeue(out var ended))
        {
            ended.Batch.RunCallbacks(ended.BaseOffset, ended.AppendTimeMs, ended.Error, onThrown);
            release(ended.Batch);
        }

        Volatile.Write(ref _scheduled, 0);
        if (!_ended.IsEmpty)
        {
            Schedule();
        }
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
