using Weir.Protocol.Records;

namespace Weir.Log.Cleaning;

/// <summary>
/// The second pass of a compaction, batch by batch: decides what stays, as Kafka does. A record stays when it is the last of its key; a
/// tombstone or a transaction marker goes once its delete horizon has passed (KIP-534); aborted records go at once; the last batch of a
/// live producer stays at least as a header, so that its sequence is known after a crash.
/// </summary>
/// <remarks>Thread model: owned by the cleaner's thread.</remarks>
internal sealed class BatchCleaner(OffsetMap map, TransactionTracker transactions, ProducerTails producers, long nowMs, long deleteRetentionMs) : IDisposable
{
    private readonly RecordBatchFilter _filter = new();
    private bool _keepsTombstone;

    /// <summary>What remains of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="mustStay">Keep at least its header.</param>
    /// <returns>The same memory when nothing changes; empty when nothing remains.</returns>
    /// <exception cref="Weir.Protocol.ProtocolException">The batch is damaged.</exception>
    public ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> batch, bool mustStay)
    {
        _filter.Open(batch);
        RecordBatchHeader header = _filter.Header;
        bool isSpent = transactions.CanDiscard(header, batch);
        bool isDiscarded = isSpent && (!header.IsControl || IsPastHorizon(header));
        KeepRecords(header, isDiscarded);
        if (_filter.KeptCount > 0)
        {
            bool needsHorizon = !header.HasDeleteHorizon && (_keepsTombstone || (isSpent && header.IsControl));
            return _filter.Build(needsHorizon ? nowMs + deleteRetentionMs : null);
        }

        if (!mustStay && !producers.IsLastOf(header))
        {
            return default;
        }

        return header.RecordCount == 0 ? batch : _filter.BuildEmpty();
    }

    public void Dispose() => _filter.Dispose();

    private void KeepRecords(in RecordBatchHeader header, bool isDiscarded)
    {
        _keepsTombstone = false;
        while (!isDiscarded && _filter.TryRead(out Record record))
        {
            if (header.IsControl || Stays(record, header))
            {
                _filter.Keep();
                _keepsTombstone |= !record.HasValue;
            }
        }
    }

    private bool Stays(in Record record, in RecordBatchHeader header)
    {
        if (record.Offset > map.LatestOffset)
        {
            return true;
        }

        // Without a key a record has no place in a compacted log; it is from before the topic was one.
        return record.Key is { } key
            && record.Offset >= map.Find(key.Span)
            && (record.HasValue || !IsPastHorizon(header));
    }

    private bool IsPastHorizon(in RecordBatchHeader header) => header.HasDeleteHorizon && header.BaseTimestamp <= nowMs;
}
