using System.Diagnostics.CodeAnalysis;

namespace Weir.Protocol.Records;

/// <summary>
/// Reads the records of one batch after the other, decompressing into a buffer of its own. Allocates nothing per record, and
/// nothing per batch but what a codec needs.
/// </summary>
/// <remarks>
/// Thread model: owned by one caller at a time. Records refer to the batch, or to the reader's buffer when the batch is
/// compressed: they are valid until the next <see cref="Open(ReadOnlyMemory{byte}, bool)"/> or <see cref="Dispose"/>.
/// </remarks>
public sealed class RecordBatchReader : IDisposable
{
    /// <summary>Default bound on the decompressed records of one batch: 256 MiB.</summary>
    public const int DefaultMaxDecompressedSize = 256 * 1024 * 1024;

    // Length, attributes, two deltas, two lengths and the header count, one byte each.
    private const int MinimumRecordSize = 7;

    private const int MostBytesKept = 1024 * 1024;

    private PooledBuffer? _decompressed;
    private ReadOnlyMemory<byte> _records;
    private RecordBatchHeader _header;
    private int _position;

    /// <summary>Most bytes the records of a compressed batch may take; more are refused.</summary>
    public int MaxDecompressedSize { get; init; } = DefaultMaxDecompressedSize;

    /// <summary>Header of the open batch.</summary>
    public RecordBatchHeader Header => _header;

    /// <summary>Records of the open batch that have not been read.</summary>
    public int RemainingRecords { get; private set; }

    /// <summary>Starts on another batch.</summary>
    /// <param name="batch">One whole batch; bytes behind it are ignored.</param>
    /// <param name="verifyCrc">Whether to check the checksum, as a consumer should (<c>check.crcs</c>).</param>
    /// <exception cref="ProtocolException">The bytes are not a sound batch of format v2, or decompress to more than the bound.</exception>
    public void Open(ReadOnlyMemory<byte> batch, bool verifyCrc = true) => Open(batch, verifyCrc, MaxDecompressedSize);

    internal void Open(ReadOnlyMemory<byte> batch, bool verifyCrc, int maxDecompressedSize)
    {
        RemainingRecords = 0;
        int size = RecordBatch.MeasureWhole(batch.Span);
        batch = batch[..size];
        _ = RecordBatchHeader.TryRead(batch.Span, out _header);
        if (verifyCrc && !RecordBatch.IsCrcValid(batch.Span))
        {
            throw new ProtocolException($"The checksum of the batch at offset {_header.BaseOffset} is wrong: {_header.Crc:X8} is stored, {RecordBatch.ComputeCrc(batch.Span):X8} is right.");
        }

        // Compaction leaves empty batches behind; what their attributes say of a codec does not matter.
        if (_header.RecordCount != 0)
        {
            OpenRecords(batch[RecordBatchHeader.SizeInBytes..], maxDecompressedSize);
        }
    }

    /// <summary>Reads the next record; false when there is none.</summary>
    /// <exception cref="ProtocolException">The record's lengths do not add up, or bytes are left behind the last record.</exception>
    public bool TryRead(out Record record)
    {
        if (RemainingRecords == 0)
        {
            record = default;
            return false;
        }

        RecordLayout.Parse(_records.Span, ref _position, out RecordLayout layout);
        RemainingRecords--;
        EnsureNothingIsLeft();
        record = new Record(_records, in layout, _header.BaseOffset + layout.OffsetDelta, TimestampOf(in layout));
        return true;
    }

    /// <summary>Enumerates the records that have not been read.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Gives the buffer back to the pool.</summary>
    public void Dispose()
    {
        RemainingRecords = 0;
        _records = default;
        _decompressed?.Dispose();
    }

    /// <summary>The plain records of the open batch, all of them.</summary>
    internal ReadOnlySpan<byte> PlainRecords => _records.Span;

    /// <summary>Where the next record starts within <see cref="PlainRecords"/>.</summary>
    internal int Position => _position;

    /// <summary>Lets go of the batch; a small buffer is kept, a large one goes back to the pool.</summary>
    internal void Close()
    {
        RemainingRecords = 0;
        _records = default;
        _decompressed?.Trim(MostBytesKept);
    }

    internal long TimestampOf(in RecordLayout layout) =>
        _header.TimestampType == TimestampType.LogAppendTime ? _header.MaxTimestamp : _header.BaseTimestamp + layout.TimestampDelta;

    private void OpenRecords(ReadOnlyMemory<byte> records, int maxDecompressedSize)
    {
        if (_header.Compression != CompressionType.None)
        {
            _decompressed ??= new PooledBuffer();
            _decompressed.Reset(maxDecompressedSize);
            Decompressor.Decompress(_header.Compression, records.Span, _decompressed);
            records = _decompressed.WrittenMemory;
        }

        if (_header.RecordCount < 0 || _header.RecordCount > records.Length / MinimumRecordSize)
        {
            throw new ProtocolException($"The batch at offset {_header.BaseOffset} announces {_header.RecordCount} records in {records.Length} bytes.");
        }

        _records = records;
        _position = 0;
        RemainingRecords = _header.RecordCount;
    }

    private void EnsureNothingIsLeft()
    {
        if (RemainingRecords == 0 && _position != _records.Length)
        {
            throw new ProtocolException($"{_records.Length - _position} bytes are left behind the {_header.RecordCount} records of the batch at offset {_header.BaseOffset}.");
        }
    }

    /// <summary>For <c>foreach</c>.</summary>
    public struct Enumerator
    {
        private readonly RecordBatchReader _reader;
        private Record _current;

        internal Enumerator(RecordBatchReader reader)
        {
            _reader = reader;
            _current = default;
        }

        /// <summary>Changes with the next <see cref="MoveNext"/>.</summary>
        [UnscopedRef]
        public readonly ref readonly Record Current => ref _current;

        public bool MoveNext() => _reader.TryRead(out _current);
    }
}
