using Weir.Client.Consuming;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Client.Sharing;

/// <summary>Walks the acquired records of fetched chunks. Control records and offsets without a record are acknowledged as gaps; a batch that cannot be read is rejected.</summary>
/// <remarks>Thread model: owned by the consuming flow.</remarks>
internal sealed class ShareCursor(ClusterClient cluster, ShareConsumerOptions options, ShareFetcher fetcher, ShareLedger ledger) : IDisposable
{
    private readonly RecordBatchReader _reader = new();
    private readonly bool _isExplicit = options.AcknowledgementMode == ShareAcknowledgementMode.Explicit;
    private RecordBatchEnumerator _batches;
    private AcquiredOffsets _acquired;
    private ShareChunk? _chunk;
    private bool _isBatchOpen;
    private int _handedOut;

    /// <summary>Partition, batch and delivery of the last record read.</summary>
    public RecordOrigin Origin => new(
        _chunk!.Holding.TopicPartition, _reader.Header.TimestampType, _reader.Header.PartitionLeaderEpoch, _acquired.DeliveryCount);

    /// <summary>Reads the next record; it is valid until the next call. Then call <see cref="Accept"/> or <see cref="Refuse"/>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="sameChunk">Only if it lies in the same chunk, and so in the same partition, as the one before.</param>
    /// <returns>False when nothing is buffered.</returns>
    /// <exception cref="KafkaException">A batch is corrupt; its records are rejected.</exception>
    public bool TryRead(out Record record, bool sameChunk = false)
    {
        while (true)
        {
            if (_chunk is null && (sameChunk || !TryTakeChunk()))
            {
                record = default;
                return false;
            }

            if (IsStillOurs(_chunk!) && TryReadFromChunk(out record))
            {
                return true;
            }

            LeaveChunk();
        }
    }

    /// <summary>The record goes to the program.</summary>
    public void Accept(in Record record)
    {
        HandOut(record.Offset);
        _handedOut++;
    }

    /// <summary>The record could not be deserialized. In implicit mode it is released; otherwise the program, which is told, has to acknowledge it.</summary>
    public void Refuse(in Record record)
    {
        if (_isExplicit)
        {
            HandOut(record.Offset);
        }
        else
        {
            ledger.Settle(_chunk!.Holding, record.Offset, record.Offset, (sbyte)AcknowledgeType.Release);
            _acquired.MovePast(record.Offset);
        }
    }

    /// <summary>Forgets where it is. What was not handed out stays acquired until the session ends, or its locks run out.</summary>
    public void LeaveChunk()
    {
        if (_chunk is { } chunk)
        {
            ClientDiagnostics.ConsumedMessages.Add(
                _handedOut,
                new KeyValuePair<string, object?>("messaging.client.id", options.ClientId),
                new KeyValuePair<string, object?>("messaging.destination.name", chunk.Holding.TopicPartition.Topic));
            _chunk = null;
            _isBatchOpen = false;
            _handedOut = 0;
            chunk.Release();
        }
    }

    public void Dispose()
    {
        LeaveChunk();
        _reader.Dispose();
    }

    private void HandOut(long offset)
    {
        if (_isExplicit)
        {
            ledger.HandOut(_chunk!.Holding, offset, _chunk.LockedUntil);
        }
        else
        {
            ledger.HandOut(_chunk!.Holding, offset);
        }

        _acquired.MovePast(offset);
    }

    private bool TryTakeChunk()
    {
        _chunk = fetcher.TakeChunk();
        if (_chunk is null)
        {
            return false;
        }

        _batches = new RecordBatchEnumerator(_chunk.Batches);
        _acquired = new AcquiredOffsets(_chunk, ledger);
        return true;
    }

    /// <summary>A record whose lock has run out will be delivered again, here or elsewhere: handing it out now would only double it.</summary>
    private bool IsStillOurs(ShareChunk chunk)
    {
        if (chunk.Holding.IsLost)
        {
            return false;
        }

        if (cluster.Time.GetTimestamp() < chunk.LockedUntil || _acquired.IsAtEnd)
        {
            return true;
        }

        Log.LocksRanOut(cluster.Logger, chunk.Holding.TopicPartition.Topic, chunk.Holding.TopicPartition.Partition, _acquired.Next);
        return false;
    }

    private bool TryReadFromChunk(out Record record)
    {
        while (!_acquired.IsAtEnd && (_isBatchOpen || TryOpenBatch()))
        {
            if (!TryReadRecord(out record))
            {
                _isBatchOpen = false;
            }
            else if (_acquired.MoveTo(record.Offset, AcknowledgedRange.Gap))
            {
                return true;
            }
        }

        _acquired.MoveTo(long.MaxValue, AcknowledgedRange.Gap);
        record = default;
        return false;
    }

    private bool TryReadRecord(out Record record)
    {
        try
        {
            return _reader.TryRead(out record);
        }
        catch (ProtocolException e)
        {
            throw Reject(e);
        }
    }

    private bool TryOpenBatch()
    {
        while (TryMoveToBatch())
        {
            RecordBatchHeader header = _batches.CurrentHeader;
            if (header.IsControl || header.NextOffset <= _acquired.Next)
            {
                continue;
            }

            try
            {
                _reader.Open(_batches.Current, options.CheckCrcs);
            }
            catch (ProtocolException e)
            {
                throw Reject(e);
            }

            return _isBatchOpen = true;
        }

        return false;
    }

    private bool TryMoveToBatch()
    {
        try
        {
            return _batches.MoveNext();
        }
        catch (ProtocolException e)
        {
            // What lies behind cannot be found. It may be sound in the log: others are to try.
            KafkaException error = Corrupt(e, "They are released, and will be delivered again.");
            _acquired.MoveTo(long.MaxValue, (sbyte)AcknowledgeType.Release);
            LeaveChunk();
            throw error;
        }
    }

    private KafkaException Reject(ProtocolException cause)
    {
        KafkaException error = Corrupt(cause, "They are rejected, and will not be delivered again.");
        _isBatchOpen = false;
        _acquired.MoveTo(_batches.CurrentHeader.NextOffset, (sbyte)AcknowledgeType.Reject);
        return error;
    }

    private KafkaException Corrupt(ProtocolException cause, string consequence) => new(
        ErrorCode.CorruptMessage,
        $"Records of {_chunk!.Holding.TopicPartition} from offset {_acquired.Next} cannot be read: {cause.Message} {consequence} Enumerate again to go on.",
        cause);
}
