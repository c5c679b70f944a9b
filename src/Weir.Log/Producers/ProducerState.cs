namespace Weir.Log.Producers;

/// <summary>What a partition remembers of one idempotent producer.</summary>
/// <remarks>Thread model: guarded by the partition's append lock.</remarks>
internal sealed class ProducerState(long producerId)
{
    public const long NoTransaction = -1;

    private ProducerBatchWindow _batches;

    public long ProducerId => producerId;

    /// <summary>-1 before the first batch.</summary>
    public short Epoch { get; private set; } = -1;

    /// <summary>Epoch of the coordinator that wrote the last transaction marker, -1 for none.</summary>
    public int CoordinatorEpoch { get; set; } = -1;

    /// <summary>First offset of the open transaction, or <see cref="NoTransaction"/>.</summary>
    public long TransactionFirstOffset { get; set; } = NoTransaction;

    /// <summary>Largest timestamp of the last batch, in milliseconds since the epoch.</summary>
    public long LastTimestamp { get; set; } = -1;

    /// <summary>When this broker last heard of the producer, in milliseconds since the epoch.</summary>
    public long LastSeenMs { get; set; }

    public bool HasBatches => _batches.Count > 0;

    public ProducerBatch LastBatch => _batches.Last;

    /// <summary>Sequence number of the last record, -1 when the epoch has none yet.</summary>
    public int LastSequence => HasBatches ? _batches.Last.LastSequence : -1;

    public bool TryFindDuplicate(short epoch, int firstSequence, int lastSequence, out ProducerBatch batch)
    {
        batch = default;
        return epoch == Epoch && _batches.TryFind(firstSequence, lastSequence, out batch);
    }

    /// <summary>Remembers a batch; a new epoch forgets those before.</summary>
    public void Add(short epoch, in ProducerBatch batch)
    {
        SetEpoch(epoch);
        _batches.Add(batch);
        LastTimestamp = batch.Timestamp;
    }

    public void SetEpoch(short epoch)
    {
        if (epoch != Epoch)
        {
            Epoch = epoch;
            _batches.Clear();
        }
    }
}
