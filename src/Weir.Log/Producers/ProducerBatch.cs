namespace Weir.Log.Producers;

/// <summary>One of the last batches of an idempotent producer: enough to recognise it when it is sent again.</summary>
/// <param name="LastSequence">Sequence number of the last record.</param>
/// <param name="LastOffset">Offset of the last record.</param>
/// <param name="OffsetDelta">Last offset minus first.</param>
/// <param name="Timestamp">Largest timestamp of the batch, in milliseconds since the epoch.</param>
internal readonly record struct ProducerBatch(int LastSequence, long LastOffset, int OffsetDelta, long Timestamp)
{
    public long FirstOffset => LastOffset - OffsetDelta;

    /// <summary>Sequence numbers wrap from <see cref="int.MaxValue"/> to 0 (KIP-98).</summary>
    public int FirstSequence => (int)((LastSequence - (long)OffsetDelta + int.MaxValue + 1) % (int.MaxValue + 1L));
}
