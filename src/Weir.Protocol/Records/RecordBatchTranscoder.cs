namespace Weir.Protocol.Records;

/// <summary>
/// Encodes a batch with another codec, for a topic whose <c>compression.type</c> is not <c>producer</c>. Records, offsets,
/// timestamps and producer fields stay as they are.
/// </summary>
/// <remarks>Thread model: owned by one caller at a time. The result is valid until the next call or <see cref="Dispose"/>.</remarks>
public sealed class RecordBatchTranscoder : IDisposable
{
    private readonly PooledBuffer _plain = new();
    private readonly PooledBuffer _result = new();

    /// <summary>Most bytes the records of a compressed batch may take; more are refused.</summary>
    public int MaxDecompressedSize { get; init; } = RecordBatchReader.DefaultMaxDecompressedSize;

    /// <summary>The same records compressed with <paramref name="target"/>, in a batch with its own length and checksum.</summary>
    /// <param name="batch">One whole batch, validated.</param>
    /// <param name="target">The codec to use.</param>
    /// <param name="level">The codec's own level, or null for its default.</param>
    /// <exception cref="ProtocolException">The batch does not decompress, or to more than the bound.</exception>
    public Memory<byte> Transcode(ReadOnlySpan<byte> batch, CompressionType target, int? level = null)
    {
        batch = batch[..RecordBatch.MeasureWhole(batch)];
        _ = RecordBatchHeader.TryRead(batch, out RecordBatchHeader header);
        ReadOnlySpan<byte> records = batch[RecordBatchHeader.SizeInBytes..];
        if (header.Compression != CompressionType.None)
        {
            _plain.Reset(MaxDecompressedSize);
            Decompressor.Decompress(header.Compression, records, _plain);
            records = _plain.WrittenSpan;
        }

        _result.Reset();
        _result.Append(batch[..RecordBatchHeader.SizeInBytes]);
        Compressor.Compress(target, level, records, _result);
        RecordBatch.WriteHeader(_result.WrittenSpan, header with
        {
            BatchLength = _result.Length - RecordBatchHeader.LogOverhead,
            Attributes = BatchAttributes.With(header.Attributes, target),
        });
        RecordBatch.UpdateCrc(_result.WrittenSpan);
        return _result.WrittenMemory;
    }

    /// <summary>Gives the buffers back to the pool.</summary>
    public void Dispose()
    {
        _plain.Dispose();
        _result.Dispose();
    }
}
