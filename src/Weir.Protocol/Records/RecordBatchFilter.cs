namespace Weir.Protocol.Records;

/// <summary>
/// Copies a batch without some of its records, as compaction does. Offsets, timestamps, producer fields, last offset and codec stay,
/// so that clients and producers see gaps and nothing else (Kafka documentation, "Record Batch").
/// </summary>
/// <remarks>
/// Thread model: owned by one caller at a time. What <see cref="Build"/> and <see cref="BuildEmpty"/> return is valid until the
/// next <see cref="Open"/> or <see cref="Dispose"/>.
/// </remarks>
public sealed class RecordBatchFilter : IDisposable
{
    private readonly RecordBatchReader _reader = new();
    private readonly List<(int Start, int End)> _kept = [];
    private readonly PooledBuffer _plain = new();
    private readonly PooledBuffer _result = new();
    private ReadOnlyMemory<byte> _batch;
    private int _lastStart;
    private long _lastTimestamp;
    private long _maxTimestamp;

    /// <summary>Header of the open batch.</summary>
    public RecordBatchHeader Header => _reader.Header;

    /// <summary>Records of the open batch that are kept so far.</summary>
    public int KeptCount => _kept.Count;

    /// <summary>Starts on another batch; nothing of it is kept yet.</summary>
    /// <param name="batch">Exactly one batch; must stay as it is until the next call.</param>
    /// <exception cref="ProtocolException">It is not a sound batch of format v2.</exception>
    public void Open(ReadOnlyMemory<byte> batch)
    {
        _kept.Clear();
        _maxTimestamp = RecordBatch.NoTimestamp;
        _batch = batch;
        _reader.Open(batch);
    }

    /// <summary>Reads the next record; false when there is none.</summary>
    /// <exception cref="ProtocolException">The record's lengths do not add up.</exception>
    public bool TryRead(out Record record)
    {
        _lastStart = _reader.Position;
        bool found = _reader.TryRead(out record);
        _lastTimestamp = record.Timestamp;
        return found;
    }

    /// <summary>Keeps the record read last.</summary>
    public void Keep()
    {
        _kept.Add((_lastStart, _reader.Position));
        _maxTimestamp = Math.Max(_maxTimestamp, _lastTimestamp);
    }

    /// <summary>The batch with the kept records, of which there is at least one; the batch itself when nothing changes.</summary>
    /// <param name="deleteHorizonMs">When tombstones in it may go, in milliseconds since the epoch (KIP-534); null leaves what the batch says.</param>
    public ReadOnlyMemory<byte> Build(long? deleteHorizonMs = null)
    {
        if (_kept.Count == Header.RecordCount && deleteHorizonMs is null)
        {
            return _batch;
        }

        _result.Reset();
        _result.Append(_batch.Span[..RecordBatchHeader.SizeInBytes]);
        if (Header.Compression == CompressionType.None)
        {
            CopyRecords(_result, deleteHorizonMs);
        }
        else
        {
            _plain.Reset();
            CopyRecords(_plain, deleteHorizonMs);
            Compressor.Compress(Header.Compression, level: null, _plain.WrittenSpan, _result);
        }

        return Complete(Header with
        {
            BatchLength = _result.Length - RecordBatchHeader.LogOverhead,
            Attributes = deleteHorizonMs is null ? Header.Attributes : (short)(Header.Attributes | BatchAttributes.DeleteHorizon),
            BaseTimestamp = deleteHorizonMs ?? Header.BaseTimestamp,
            MaxTimestamp = Header.TimestampType == TimestampType.LogAppendTime ? Header.MaxTimestamp : _maxTimestamp,
            RecordCount = _kept.Count,
        });
    }

    /// <summary>The header alone: what remains of a batch whose offsets and producer fields must be remembered.</summary>
    public ReadOnlyMemory<byte> BuildEmpty()
    {
        _result.Reset();
        _result.Append(_batch.Span[..RecordBatchHeader.SizeInBytes]);
        return Complete(Header with
        {
            BatchLength = RecordBatchHeader.SizeInBytes - RecordBatchHeader.LogOverhead,
            Attributes = (short)(Header.Attributes & ~(BatchAttributes.Compression | BatchAttributes.DeleteHorizon)),
            BaseTimestamp = RecordBatch.NoTimestamp,
            RecordCount = 0,
        });
    }

    /// <summary>Gives the buffers back to the pool.</summary>
    public void Dispose()
    {
        _batch = default;
        _reader.Dispose();
        _plain.Dispose();
        _result.Dispose();
    }

    private void CopyRecords(PooledBuffer target, long? deleteHorizonMs)
    {
        foreach ((int start, int end) in _kept)
        {
            ReadOnlySpan<byte> record = _reader.PlainRecords[start..end];
            if (deleteHorizonMs is { } horizon)
            {
                AppendRebased(target, record, Header.BaseTimestamp - horizon);
            }
            else
            {
                target.Append(record);
            }
        }
    }

    /// <summary>Copies a record, its timestamp delta moved by <paramref name="shift"/>: the horizon becomes the base of the timestamps.</summary>
    private static void AppendRebased(PooledBuffer target, ReadOnlySpan<byte> record, long shift)
    {
        int position = 0;
        _ = Varint.TryRead(record, ref position, out _);
        byte attributes = record[position++];
        _ = Varint.TryReadLong(record, ref position, out long delta);
        delta += shift;
        int bodySize = 1 + Varint.SizeOf(delta) + record.Length - position;
        Span<byte> head = target.GetSpan(checked(Varint.MaxSize + bodySize));
        int written = Varint.Write(head, 0, bodySize);
        head[written++] = attributes;
        target.Advance(Varint.Write(head, written, delta));
        target.Append(record[position..]);
    }

    private Memory<byte> Complete(in RecordBatchHeader header)
    {
        RecordBatch.WriteHeader(_result.WrittenSpan, header);
        RecordBatch.UpdateCrc(_result.WrittenSpan);
        return _result.WrittenMemory;
    }
}
