using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Client.Producing;

/// <summary>Records of one partition that are sent and acknowledged together.</summary>
/// <remarks>
/// Thread model: guarded by the lock of its <see cref="PartitionQueue"/> while it fills and whenever it changes state; between being taken and
/// being resolved its memory belongs to the sender and the connection. Its targets are told once, by whoever sets <see cref="IsDone"/>.
/// </remarks>
internal sealed class ProducerBatch(RecordBatchBuilder builder)
{
    private readonly List<(int Delta, long TimestampMs, DeliveryTarget Target)> _targets = [];
    private int _holders;

    public RecordBatchBuilder Builder { get; } = builder;

    public PartitionQueue Queue { get; private set; } = null!;

    /// <summary>Moment of its first record.</summary>
    public long CreatedAt { get; private set; }

    /// <summary>Which flush waits for it; see <see cref="FlushTracker"/>.</summary>
    public long Generation { get; private set; }

    /// <summary>Bytes of buffer memory it holds.</summary>
    public int Reserved { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>Place among the batches of its partition, given when it is first sent; 0 before.</summary>
    public long SendOrder { get; set; }

    public bool IsInFlight { get; set; }

    /// <summary>Its outcome has been told; it may still be under way.</summary>
    public bool IsDone { get; set; }

    /// <summary>Somebody awaits one of its records.</summary>
    public bool IsAwaited { get; private set; }

    /// <summary>The bytes as they were last sent.</summary>
    public ReadOnlyMemory<byte> Encoded { get; private set; }

    public void Open(PartitionQueue queue, long now, long generation)
    {
        Queue = queue;
        CreatedAt = now;
        Generation = generation;
        Attempts = 0;
        SendOrder = 0;
        Reserved = 0;
        Encoded = default;
        IsInFlight = IsDone = IsAwaited = false;
        _holders = 1;
    }

    /// <summary>Somebody else needs the batch for a while.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>True when nobody needs the batch any more.</summary>
    public bool Release() => Interlocked.Decrement(ref _holders) == 0;

    public void Append(long timestampMs, NullableBytes key, NullableBytes value, ReadOnlySpan<Header> headers, in DeliveryTarget target)
    {
        int delta = Builder.Append(timestampMs, key, value, headers);
        if (!target.IsNobody)
        {
            _targets.Add((delta, timestampMs, target));
            IsAwaited |= target.Awaiter is not null;
        }
    }

    /// <summary>Compresses the records, the first time, and writes the header as it is to be sent.</summary>
    public void Encode() => Encoded = Builder.Build();

    /// <summary>Copies the first half of the records, by bytes, to one batch and the rest to another. Both get at least one, and the sequence numbers these have here.</summary>
    public void CopyHalves(ProducerBatch first, ProducerBatch second)
    {
        int nextTarget = 0;
        int half = Builder.UncompressedSize / 2;
        using var reader = new RecordBatchReader();
        reader.Open(Encoded, verifyCrc: false);
        for (int delta = 0; reader.TryRead(out Record record); delta++)
        {
            DeliveryTarget target = default;
            if (nextTarget < _targets.Count && _targets[nextTarget].Delta == delta)
            {
                target = _targets[nextTarget++].Target;
            }

            bool isFirst = delta == 0 || (first.Builder.UncompressedSize < half && reader.RemainingRecords > 0 && second.Builder.RecordCount == 0);
            (isFirst ? first : second).Append(record.Timestamp, record.Key, record.Value, record.Headers.ToArray(), in target);
        }

        first.TakeNumber(this, 0);
        second.TakeNumber(this, first.Builder.RecordCount);
    }

    /// <summary>Tells awaiters at once; returns whether there are callbacks left to be told by <see cref="RunCallbacks"/>.</summary>
    public bool TellAwaiters(long baseOffset, long appendTimeMs, KafkaException? error)
    {
        bool hasCallbacks = false;
        foreach ((int delta, long timestampMs, DeliveryTarget target) in _targets)
        {
            hasCallbacks |= target.Callback is not null;
            target.Awaiter?.Complete(MetadataOf(delta, timestampMs, baseOffset, appendTimeMs), error);
        }

        return hasCallbacks;
    }

    public void RunCallbacks(long baseOffset, long appendTimeMs, KafkaException? error, Action<Exception> onThrown)
    {
        foreach ((int delta, long timestampMs, DeliveryTarget target) in _targets)
        {
            try
            {
                target.Callback?.Invoke(new DeliveryReport(MetadataOf(delta, timestampMs, baseOffset, appendTimeMs), error, target.State));
            }
            catch (Exception e)
            {
                onThrown(e);
            }
        }
    }

    /// <summary>Empties it for another use.</summary>
    public void Clear()
    {
        _targets.Clear();
        Builder.Reset();
    }

    private void TakeNumber(ProducerBatch whole, int recordsBefore)
    {
        SendOrder = whole.SendOrder;
        Attempts = whole.Attempts;
        Builder.IsTransactional = whole.Builder.IsTransactional;
        Builder.ProducerId = whole.Builder.ProducerId;
        Builder.ProducerEpoch = whole.Builder.ProducerEpoch;
        Builder.BaseSequence = SequenceNumbers.Advance(whole.Builder.BaseSequence, recordsBefore);
    }

    private RecordMetadata MetadataOf(int delta, long timestampMs, long baseOffset, long appendTimeMs) => new(
        Queue.Topic,
        Queue.Partition,
        baseOffset < 0 ? -1 : baseOffset + delta,
        appendTimeMs >= 0 ? appendTimeMs : timestampMs);
}
