namespace Weir.Client.Producing;

/// <summary>Sequence numbers of one partition's batches (KIP-98), and their restart in a new epoch (KIP-360).</summary>
/// <remarks>Thread model: guarded by the lock of its <see cref="PartitionQueue"/>.</remarks>
internal sealed class SequenceNumbers
{
    private ProducerIdentity _identity = ProducerIdentity.None;
    private int _next;
    private bool _renewalRequested;

    public ProducerIdentity Identity => _identity;

    /// <summary>
    /// The broker has stored something of this producer id, and so knows which sequence has to come next. Until then it takes whatever comes first:
    /// nothing may be sent behind a batch that might yet be refused.
    /// </summary>
    public bool IsEstablished { get; private set; }

    /// <summary>The broker has stored a batch with the current producer id.</summary>
    public void Establish() => IsEstablished = _identity.IsValid;

    public void RequestRenewal() => _renewalRequested = true;

    /// <summary>
    /// Takes up the producer's identity at first, and a new epoch after a request. Then whatever is unresolved starts over at sequence 0;
    /// nothing may be on its way. When the epochs are used up, the partition waits for a new producer id.
    /// </summary>
    /// <returns>False when a new producer id is needed.</returns>
    public bool TryRenew(ProducerIdentity producer, List<ProducerBatch> unresolved)
    {
        if (!producer.IsValid || (_identity.IsValid && !_renewalRequested))
        {
            return true;
        }

        ProducerIdentity next = _identity.IsValid && _identity.Id == producer.Id ? _identity.Next : producer;
        if (!next.IsValid)
        {
            return false;
        }

        IsEstablished &= next.Id == _identity.Id;
        _identity = next;
        _next = 0;
        _renewalRequested = false;
        foreach (ProducerBatch batch in unresolved)
        {
            batch.Attempts = 0;
            Number(batch);
        }

        return true;
    }

    /// <summary>Takes up the epoch that a transaction coordinator has given. Nothing may be unresolved.</summary>
    public void Follow(ProducerIdentity producer)
    {
        if (producer != _identity)
        {
            IsEstablished &= producer.Id == _identity.Id;
            _identity = producer;
            _next = 0;
        }
    }

    /// <summary>Numbers the batch behind the last one.</summary>
    public void Number(ProducerBatch batch)
    {
        batch.Builder.ProducerId = _identity.Id;
        batch.Builder.ProducerEpoch = _identity.Epoch;
        batch.Builder.BaseSequence = _next;
        _next = Advance(_next, batch.Builder.RecordCount);
    }

    /// <summary>The sequence number so many records further, wrapping from <see cref="int.MaxValue"/> to 0; none stays none.</summary>
    public static int Advance(int sequence, int records) => sequence < 0 ? sequence : (int)(((long)sequence + records) & int.MaxValue);
}
