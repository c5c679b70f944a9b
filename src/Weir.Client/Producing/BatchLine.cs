namespace Weir.Client.Producing;

/// <summary>The batches of one partition that wait to be sent, in their order: those that were sent before and failed come first, as they were sent.</summary>
/// <remarks>Thread model: guarded by the lock of its <see cref="PartitionQueue"/>.</remarks>
internal sealed class BatchLine
{
    private readonly LinkedList<ProducerBatch> _batches = new();

    public int Count => _batches.Count;

    public ProducerBatch? First => _batches.First?.Value;

    public void AddLast(ProducerBatch batch) => _batches.AddLast(batch);

    public void RemoveFirst() => _batches.RemoveFirst();

    /// <summary>Puts a batch back: before what was sent after it, and before its own second half.</summary>
    public void Insert(ProducerBatch batch)
    {
        LinkedListNode<ProducerBatch>? node = _batches.First;
        while (node is not null && node.Value.SendOrder > 0 && node.Value.SendOrder < batch.SendOrder)
        {
            node = node.Next;
        }

        if (node is null)
        {
            _batches.AddLast(batch);
        }
        else
        {
            _batches.AddBefore(node, batch);
        }
    }

    /// <summary>Takes out what was opened at or before a moment, in order.</summary>
    public void TakeOpenedUntil(long moment, List<ProducerBatch> taken)
    {
        for (LinkedListNode<ProducerBatch>? node = _batches.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (node.Value.CreatedAt <= moment)
            {
                _batches.Remove(node);
                taken.Add(node.Value);
            }
        }
    }
}
