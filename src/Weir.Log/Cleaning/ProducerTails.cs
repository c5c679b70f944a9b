using Weir.Log.Producers;
using Weir.Protocol.Records;

namespace Weir.Log.Cleaning;

/// <summary>Which batch holds the last sequence of each producer that the log remembers; one that has only ended a transaction, the last epoch.</summary>
/// <remarks>Thread model: immutable once made; made under the partition's append lock.</remarks>
internal sealed class ProducerTails
{
    private readonly Dictionary<long, (long LastOffset, short Epoch)> _tails = [];

    public ProducerTails(IEnumerable<ProducerState> producers)
    {
        foreach (ProducerState producer in producers)
        {
            _tails[producer.ProducerId] = (producer.HasBatches ? producer.LastBatch.LastOffset : -1, producer.Epoch);
        }
    }

    public bool IsLastOf(in RecordBatchHeader header)
    {
        if (!header.HasProducerId || !_tails.TryGetValue(header.ProducerId, out (long LastOffset, short Epoch) tail))
        {
            return false;
        }

        return tail.LastOffset >= 0 ? header.LastOffset == tail.LastOffset : header.IsControl && header.ProducerEpoch == tail.Epoch;
    }
}
