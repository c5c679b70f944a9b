namespace Weir.Log;

/// <summary>What a partition knows of one idempotent or transactional producer, as DescribeProducers tells it (KIP-664).</summary>
/// <param name="ProducerId">Its id.</param>
/// <param name="Epoch">Its newest epoch here.</param>
/// <param name="LastSequence">Sequence number of its last record, -1 when the epoch has none.</param>
/// <param name="LastTimestamp">Largest timestamp of its last batch or marker, in milliseconds since the epoch.</param>
/// <param name="CoordinatorEpoch">Epoch of the coordinator that wrote the last marker, -1 for none.</param>
/// <param name="TransactionFirstOffset">First offset of its open transaction, -1 for none.</param>
public readonly record struct ProducerDescription(
    long ProducerId, short Epoch, int LastSequence, long LastTimestamp, int CoordinatorEpoch, long TransactionFirstOffset)
{
    public bool HasOpenTransaction => TransactionFirstOffset >= 0;
}
