namespace Weir.Protocol.Records;

/// <summary>
/// Walks the batches that lie one behind the other in a fetch response or a segment. A last one that was cut off by a size
/// limit is legal and left out (KIP-74).
/// </summary>
public struct RecordBatchEnumerator
{
    private ReadOnlyMemory<byte> _rest;

    public RecordBatchEnumerator(ReadOnlyMemory<byte> batches)
    {
        _rest = batches;
        Current = default;
    }

    /// <summary>The whole batch.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>Bytes behind the current batch.</summary>
    public readonly int RemainingBytes => _rest.Length;

    /// <summary>The header of the current batch.</summary>
    public readonly RecordBatchHeader CurrentHeader =>
        RecordBatchHeader.TryRead(Current.Span, out RecordBatchHeader header) ? header : throw new InvalidOperationException("There is no current batch: call MoveNext first.");

    public readonly RecordBatchEnumerator GetEnumerator() => this;

    /// <summary>Moves to the next whole batch; false when none is left.</summary>
    /// <exception cref="ProtocolException">The bytes are no batch, or one of a format before v2.</exception>
    public bool MoveNext()
    {
        if (!RecordBatch.TryMeasure(_rest.Span, out int size) || size > _rest.Length)
        {
            Current = default;
            return false;
        }

        Current = _rest[..size];
        _rest = _rest[size..];
        return true;
    }
}
