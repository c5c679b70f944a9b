using Weir.Client.Diagnostics;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Client.Consuming;

/// <summary>Walks the records of fetched chunks, in the order in which they are to be handed out: no control records, nothing before the position, nothing aborted.</summary>
/// <remarks>Thread model: owned by the consuming flow.</remarks>
internal sealed class RecordCursor(Subscriptions subscriptions, ConsumerOptions options, Action<PartitionState> onChunkDone) : IDisposable
{
    private readonly RecordBatchReader _reader = new();
    private readonly AbortedTransactionFilter? _filter = options.IsolationLevel == IsolationLevel.ReadCommitted ? new AbortedTransactionFilter() : null;
    private RecordBatchEnumerator _batches;
    private FetchedChunk? _chunk;
    private int _token;
    private bool _isBatchOpen;
    private int _handedOut;
    private int _leaderEpoch;
    private TimestampType _timestampType;

    /// <summary>Partition and batch of the last record read.</summary>
    public RecordOrigin Origin => new(_chunk!.Partition.TopicPartition, _timestampType, _leaderEpoch);

    /// <summary>Reads the next record; it is valid until the next call. Call <see cref="Accept"/> when it has been handed out.</summary>
    /// <param name="record">The record.</param>
    /// <param name="sameChunk">Only if it lies in the same chunk, and so in the same partition, as the one before.</param>
    /// <returns>False when nothing is buffered.</returns>
    /// <exception cref="KafkaException">A batch is corrupt; the position stays in front of it.</exception>
    public bool TryRead(out Record record, bool sameChunk = false)
    {
        while (true)
        {
            if (_chunk is null && (sameChunk || !TryTakeChunk()))
            {
                record = default;
                return false;
            }

            if (_chunk!.Partition.Token != _token)
            {
                LeaveChunk();
            }
            else if (TryReadFromChunk(out record))
            {
                return true;
            }
        }
    }

    /// <summary>The record has been handed out: the position is behind it.</summary>
    public void Accept(in Record record)
    {
        PartitionState partition = _chunk!.Partition;
        partition.Position = record.Offset + 1;
        partition.PositionEpoch = _leaderEpoch;
        _handedOut++;
    }

    /// <summary>Forgets where it is; what was not handed out is fetched again or put back.</summary>
    public void LeaveChunk()
    {
        if (_chunk is { } chunk)
        {
            DetachChunk(chunk);
            subscriptions.PutBack(chunk);
        }
    }

    /// <summary>Drops the chunk; the partition is fetched again from its position. For records that could not be deserialized.</summary>
    public void Refetch()
    {
        if (_chunk is { } chunk)
        {
            DetachChunk(chunk);
            lock (subscriptions.Lock)
            {
                if (chunk.Partition.FetchVersion == chunk.FetchVersion)
                {
                    chunk.Partition.MoveTo(chunk.Partition.Position, chunk.Partition.PositionEpoch);
                }
            }

            chunk.Release();
        }
    }

    public void Dispose()
    {
        _chunk?.Release();
        _chunk = null;
        _reader.Dispose();
    }

    private void DetachChunk(FetchedChunk chunk)
    {
        _chunk = null;
        _isBatchOpen = false;
        ClientDiagnostics.ConsumedMessages.Add(
            _handedOut,
            new KeyValuePair<string, object?>("messaging.client.id", options.ClientId),
            new KeyValuePair<string, object?>("messaging.destination.name", chunk.Partition.TopicPartition.Topic));
        _handedOut = 0;
    }

    private bool TryTakeChunk()
    {
        _chunk = subscriptions.TakeChunk();
        if (_chunk is null)
        {
            return false;
        }

        _token = _chunk.Partition.Token;
        _batches = new RecordBatchEnumerator(_chunk.Batches);
        _isBatchOpen = false;
        _filter?.Start(_chunk.AbortedTransactions);
        return true;
    }

    private bool TryReadFromChunk(out Record record)
    {
        PartitionState partition = _chunk!.Partition;
        try
        {
            while (_isBatchOpen || TryOpenBatch(partition))
            {
                while (_reader.TryRead(out record))
                {
                    if (record.Offset >= partition.Position)
                    {
                        return true;
                    }
                }

                _isBatchOpen = false;
            }
        }
        catch (ProtocolException e)
        {
            Refetch();
            throw new KafkaException(
                ErrorCode.CorruptMessage, $"The batch of {partition.TopicPartition} at or behind offset {partition.Position} cannot be read: {e.Message} Seek past it to go on.", e);
        }

        record = default;
        FinishChunk(partition);
        return false;
    }

    private bool TryOpenBatch(PartitionState partition)
    {
        while (_batches.MoveNext())
        {
            RecordBatchHeader header = _batches.CurrentHeader;

            // The filter has to see every batch, or it would miss where an aborted transaction ends.
            bool isAborted = _filter is not null && _filter.IsAborted(in header, _batches.Current);
            if (isAborted || header.IsControl || header.NextOffset <= partition.Position)
            {
                continue;
            }

            _reader.Open(_batches.Current, options.CheckCrcs);
            _leaderEpoch = header.PartitionLeaderEpoch;
            _timestampType = header.TimestampType;
            return _isBatchOpen = true;
        }

        return false;
    }

    private void FinishChunk(PartitionState partition)
    {
        FetchedChunk chunk = _chunk!;
        DetachChunk(chunk);
        lock (subscriptions.Lock)
        {
            // Compaction and control records leave gaps: the position must not stay before them.
            if (partition.FetchVersion == chunk.FetchVersion && partition.Position < chunk.NextOffset)
            {
                partition.Position = chunk.NextOffset;
            }
        }

        chunk.Release();
        onChunkDone(partition);
    }
}
