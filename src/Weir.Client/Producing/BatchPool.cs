using System.Collections.Concurrent;
using Weir.Protocol.Records;

namespace Weir.Client.Producing;

/// <summary>Batches to be used again, with the memory they have grown.</summary>
/// <remarks>Thread model: any thread.</remarks>
internal sealed class BatchPool(CompressionType compression, int capacity) : IDisposable
{
    private readonly ConcurrentQueue<ProducerBatch> _free = new();

    public ProducerBatch Rent() => _free.TryDequeue(out ProducerBatch? batch)
        ? batch
        : new ProducerBatch(new RecordBatchBuilder { Compression = compression });

    public void Return(ProducerBatch batch)
    {
        batch.Clear();
        if (_free.Count < capacity)
        {
            _free.Enqueue(batch);
        }
        else
        {
            batch.Builder.Dispose();
        }
    }

    public void Dispose()
    {
        while (_free.TryDequeue(out ProducerBatch? batch))
        {
            batch.Builder.Dispose();
        }
    }
}
