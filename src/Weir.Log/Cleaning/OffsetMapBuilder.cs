using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol.Records;

namespace Weir.Log.Cleaning;

/// <summary>The first pass of a compaction: finds the last offset of every key in the part that is not compacted yet.</summary>
/// <remarks>Thread model: owned by the cleaner's thread.</remarks>
internal sealed class OffsetMapBuilder(OffsetMap map, BatchFeed feed, TransactionTracker transactions) : IDisposable
{
    private readonly RecordBatchReader _reader = new();

    /// <summary>Reads from the first dirty offset until the map is full or the segments end.</summary>
    /// <param name="dirty">The segments from the one that holds <paramref name="firstDirtyOffset"/>.</param>
    /// <param name="firstDirtyOffset">Where to begin.</param>
    /// <param name="endOffset">Offset behind the last segment.</param>
    /// <exception cref="Weir.Protocol.ProtocolException">A batch is damaged.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Run(LogSegment[] dirty, long firstDirtyOffset, long endOffset)
    {
        for (int i = 0; i < dirty.Length; i++)
        {
            if (!TryRead(dirty[i], firstDirtyOffset))
            {
                return;
            }

            // Earlier compactions may have left a gap at the segment's end.
            map.LatestOffset = (i + 1 < dirty.Length ? dirty[i + 1].BaseOffset : endOffset) - 1;
        }
    }

    public void Dispose() => _reader.Dispose();

    private bool TryRead(LogSegment segment, long fromOffset)
    {
        IStorageFile file = segment.Acquire();
        try
        {
            feed.Open(file, position: 0, segment.Size);
            while (feed.TryNext(out ReadOnlyMemory<byte> batch))
            {
                if (!TryAdd(batch, fromOffset))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            segment.File.Release();
        }
    }

    /// <returns>False when the map is full; then <see cref="OffsetMap.LatestOffset"/> stays below the batch.</returns>
    private bool TryAdd(ReadOnlyMemory<byte> batch, long fromOffset)
    {
        _reader.Open(batch);
        if (_reader.Header.LastOffset < fromOffset)
        {
            return true;
        }

        if (!transactions.CanDiscard(_reader.Header, batch))
        {
            while (!_reader.Header.IsControl && _reader.TryRead(out Record record))
            {
                if (record.Offset >= fromOffset && record.Key is { } key && !map.TryPut(key.Span, record.Offset))
                {
                    return false;
                }
            }
        }

        map.LatestOffset = _reader.Header.LastOffset;
        return true;
    }
}
