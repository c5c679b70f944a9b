using System.Runtime.CompilerServices;

namespace Weir.Log.Producers;

/// <summary>The last five batches of a producer, oldest first: as many as a client may have in flight (KIP-98).</summary>
internal struct ProducerBatchWindow
{
    public const int Capacity = 5;

    private Slots _slots;
    private int _count;

    public readonly int Count => _count;

    public readonly ProducerBatch Last => _slots[_count - 1];

    public void Add(in ProducerBatch batch)
    {
        if (_count == Capacity)
        {
            Span<ProducerBatch> slots = _slots;
            slots[1..].CopyTo(slots);
            _count--;
        }

        _slots[_count++] = batch;
    }

    public void Clear() => _count = 0;

    /// <summary>The batch with exactly these sequence numbers.</summary>
    public readonly bool TryFind(int firstSequence, int lastSequence, out ProducerBatch batch)
    {
        for (int i = 0; i < _count; i++)
        {
            batch = _slots[i];
            if (batch.FirstSequence == firstSequence && batch.LastSequence == lastSequence)
            {
                return true;
            }
        }

        batch = default;
        return false;
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private ProducerBatch _first;
    }
}
