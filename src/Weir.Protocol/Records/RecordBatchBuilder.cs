namespace Weir.Protocol.Records;

/// <summary>
/// Builds one record batch, format v2: append records, then <see cref="Build"/>. Its buffers are pooled and stay for the next
/// batch after <see cref="Reset"/>; appending allocates nothing per record.
/// </summary>
/// <remarks>
/// Thread model: owned by one caller at a time. The memory that <see cref="Build"/> returns belongs to the builder and
/// is valid until <see cref="Reset"/> or <see cref="Dispose"/>.
/// </remarks>
public sealed class RecordBatchBuilder : IDisposable
{
    private readonly PooledBuffer _plain = new();
    private PooledBuffer? _compressed;
    private PooledBuffer? _built;
    private CompressionType _builtCompression;
    private bool _closed;
    private long _baseTimestamp;
    private long _maxTimestamp;
    private int _lastOffsetDelta;
    private long? _deleteHorizonMs;

    public RecordBatchBuilder() => Reset();

    /// <summary>Takes effect at the first <see cref="Build"/> of a batch; kept by <see cref="Reset"/>.</summary>
    public CompressionType Compression { get; set; }

    /// <summary>The codec's level, or null for its default, in the codec's own scale as the Java client's <c>compression.*.level</c>; kept by <see cref="Reset"/>.</summary>
    public int? CompressionLevel { get; set; }

    public long BaseOffset { get; set; }

    public int PartitionLeaderEpoch { get; set; }

    /// <summary>May change between two calls of <see cref="Build"/>, as the two properties after it.</summary>
    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public int BaseSequence { get; set; }

    public bool IsTransactional { get; set; }

    public bool IsControl { get; set; }

    /// <summary>When the tombstones of a compacted batch may go, in milliseconds since the epoch (KIP-534); null for none. Set it before the first record.</summary>
    public long? DeleteHorizonMs
    {
        get => _deleteHorizonMs;
        set
        {
            if (RecordCount > 0)
            {
                throw new InvalidOperationException("The delete horizon is the base of the timestamps: set it before the first record.");
            }

            _deleteHorizonMs = value;
        }
    }

    public int RecordCount { get; private set; }

    /// <summary>Milliseconds since the epoch; -1 while the batch is empty.</summary>
    public long MaxTimestamp => RecordCount == 0 ? RecordBatch.NoTimestamp : _maxTimestamp;

    /// <summary>Bytes of the batch as it stands, header included, before compression. Exact.</summary>
    public int UncompressedSize => _plain.Length;

    /// <summary>Whether a record of at most <paramref name="recordSize"/> bytes keeps the uncompressed batch within <paramref name="limit"/>. An empty batch takes any record.</summary>
    /// <param name="recordSize">Bytes, as <see cref="RecordBatch.RecordSizeUpperBound"/> tells.</param>
    /// <param name="limit">Bytes of the whole batch.</param>
    public bool HasRoomFor(int recordSize, int limit) => RecordCount == 0 || recordSize <= limit - _plain.Length;

    /// <summary>Appends a record at the next offset and returns its offset delta.</summary>
    /// <param name="timestamp">Milliseconds since the epoch.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="headers">The headers, in order.</param>
    /// <exception cref="InvalidOperationException">The batch has been built.</exception>
    public int Append(long timestamp, NullableBytes key, NullableBytes value, ReadOnlySpan<Header> headers = default)
    {
        int offsetDelta = _lastOffsetDelta + 1;
        AppendAt(offsetDelta, timestamp, key, value, headers);
        return offsetDelta;
    }

    /// <summary>Appends a record at an offset of the caller's choice, larger than all before; compaction leaves gaps.</summary>
    /// <exception cref="InvalidOperationException">The batch has been built.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset delta is not larger than the last one.</exception>
    public void AppendAt(int offsetDelta, long timestamp, NullableBytes key, NullableBytes value, ReadOnlySpan<Header> headers = default)
    {
        if (_closed)
        {
            throw new InvalidOperationException("The batch has been built: reset the builder before the next record.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offsetDelta, _lastOffsetDelta);
        if (RecordCount == 0)
        {
            _baseTimestamp = _deleteHorizonMs ?? timestamp;
            _maxTimestamp = timestamp;
        }

        long timestampDelta = timestamp - _baseTimestamp;
        int contentSize = RecordEncoder.SizeOfContent(key.Length, value.Length, headers);
        int bodySize = RecordEncoder.SizeOfBody(timestampDelta, offsetDelta, contentSize);
        Span<byte> destination = _plain.GetSpan(checked(bodySize + Varint.MaxSize));
        _plain.Advance(RecordEncoder.Write(destination, bodySize, timestampDelta, offsetDelta, key, value, headers));

        _maxTimestamp = Math.Max(_maxTimestamp, timestamp);
        _lastOffsetDelta = offsetDelta;
        RecordCount++;
    }

    /// <summary>
    /// The encoded batch. Compresses at the first call; a later call only renews the header, so that a producer may
    /// set its id, epoch and sequence when it sends.
    /// </summary>
    public Memory<byte> Build()
    {
        _built ??= Close();
        Span<byte> batch = _built.WrittenSpan;
        RecordBatch.WriteHeader(batch, new RecordBatchHeader
        {
            BaseOffset = BaseOffset,
            BatchLength = batch.Length - RecordBatchHeader.LogOverhead,
            PartitionLeaderEpoch = PartitionLeaderEpoch,
            Magic = RecordBatchHeader.CurrentMagic,
            Attributes = Attributes(),
            LastOffsetDelta = Math.Max(_lastOffsetDelta, 0),
            BaseTimestamp = RecordCount == 0 ? _deleteHorizonMs ?? RecordBatch.NoTimestamp : _baseTimestamp,
            MaxTimestamp = MaxTimestamp,
            ProducerId = ProducerId,
            ProducerEpoch = ProducerEpoch,
            BaseSequence = BaseSequence,
            RecordCount = RecordCount,
        });
        RecordBatch.UpdateCrc(batch);
        return _built.WrittenMemory;
    }

    /// <summary>Makes the builder ready for another batch: no records, no producer, offset 0. Compression stays.</summary>
    public void Reset()
    {
        _plain.Reset();
        _plain.GetSpan(RecordBatchHeader.SizeInBytes)[..RecordBatchHeader.SizeInBytes].Clear();
        _plain.Advance(RecordBatchHeader.SizeInBytes);
        _built = null;
        _closed = false;
        _deleteHorizonMs = null;
        _lastOffsetDelta = -1;
        RecordCount = 0;
        BaseOffset = 0;
        PartitionLeaderEpoch = RecordBatch.NoPartitionLeaderEpoch;
        ProducerId = RecordBatch.NoProducerId;
        ProducerEpoch = RecordBatch.NoProducerEpoch;
        BaseSequence = RecordBatch.NoSequence;
        IsTransactional = false;
        IsControl = false;
    }

    /// <summary>Gives the buffers back to the pool.</summary>
    public void Dispose()
    {
        _built = null;
        _closed = true;
        _plain.Dispose();
        _compressed?.Dispose();
    }

    private PooledBuffer Close()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _closed = true;
        _builtCompression = RecordCount == 0 ? CompressionType.None : Compression;
        if (_builtCompression == CompressionType.None)
        {
            return _plain;
        }

        _compressed ??= new PooledBuffer();
        _compressed.Reset();
        _compressed.Append(_plain.WrittenSpan[..RecordBatchHeader.SizeInBytes]);
        Compressor.Compress(_builtCompression, CompressionLevel, _plain.WrittenSpan[RecordBatchHeader.SizeInBytes..], _compressed);
        return _compressed;
    }

    private short Attributes()
    {
        int attributes = (int)_builtCompression;
        attributes |= IsTransactional ? BatchAttributes.Transactional : 0;
        attributes |= IsControl ? BatchAttributes.Control : 0;
        attributes |= _deleteHorizonMs is null ? 0 : BatchAttributes.DeleteHorizon;
        return (short)attributes;
    }
}
