using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol.Records;

namespace Weir.Log.Cleaning;

/// <summary>One compaction of one log: reads the keys of the part that is new, then rewrites the segments without what they supersede.</summary>
/// <remarks>Thread model: owned by the cleaner's thread; the log goes on taking appends and reads meanwhile.</remarks>
internal sealed class Compaction : IDisposable
{
    private const int SmallestBuffer = 128;

    private readonly PartitionLog _log;
    private readonly CleaningCandidate _candidate;
    private readonly int _bufferBytes;
    private readonly IoThrottle _throttle;
    private readonly LogConfig _config;
    private readonly OffsetMap _map;
    private readonly BatchFeed _feed;
    private readonly long _nowMs;

    // Set when nothing is stored behind it: then its last batch must stay, or readers would never come to the log end.
    private LogSegment? _lastSource;

    public Compaction(PartitionLog log, in CleaningCandidate candidate, LogCleanerOptions options, IoThrottle throttle, long nowMs)
    {
        _log = log;
        _candidate = candidate;
        _throttle = throttle;
        _config = log.Config;
        _map = new OffsetMap(options.DedupeBufferBytes, options.DedupeBufferLoadFactor);
        _bufferBytes = Math.Max(SmallestBuffer, options.IoBufferBytes / 2);
        _feed = new BatchFeed(_bufferBytes, throttle);
        _nowMs = nowMs;
    }

    /// <summary>Segments that were replaced; their files are renamed, to be removed later.</summary>
    public List<LogSegment> Replaced { get; } = [];

    /// <summary>Does it.</summary>
    /// <returns>Offset up to which the log is compacted now; the first dirty offset when not one batch fitted into the map.</returns>
    /// <exception cref="Weir.Protocol.ProtocolException">A batch is damaged; the log is as it was, or partly compacted.</exception>
    /// <exception cref="IOException">The disk failed or is full; likewise.</exception>
    /// <exception cref="OperationCanceledException">The broker stops; likewise.</exception>
    public long Run()
    {
        LogSegment[] segments = _log.SegmentSnapshot;
        int first = Math.Max(0, SegmentList.FindFloor(segments, _candidate.FirstDirtyOffset));
        long dirtyEnd = segments[_candidate.EndIndex].BaseOffset;
        using (var builder = new OffsetMapBuilder(_map, _feed, Track(_candidate.FirstDirtyOffset, dirtyEnd)))
        {
            builder.Run(segments[first.._candidate.EndIndex], _candidate.FirstDirtyOffset, dirtyEnd);
        }

        long end = _map.LatestOffset + 1;
        if (end <= _candidate.FirstDirtyOffset)
        {
            return _candidate.FirstDirtyOffset;
        }

        int count = SegmentList.FindFloor(segments, end - 1) + 1;
        TransactionTracker transactions = Track(segments[0].BaseOffset, segments[count].BaseOffset);
        using var cleaner = new BatchCleaner(_map, transactions, _log.ProducerTails(), _nowMs, _config.DeleteRetentionMs);
        _lastSource = _log.HighWatermark <= segments[count].BaseOffset ? segments[count - 1] : null;
        foreach (LogSegment[] group in SegmentGroups.Form(segments[..count], segments[count].BaseOffset, _config))
        {
            Clean(group, cleaner, transactions);
        }

        return end;
    }

    public void Dispose() => _feed.Dispose();

    private TransactionTracker Track(long from, long to) => new(_log.AbortedTransactions(from, to));

    private void Clean(LogSegment[] group, BatchCleaner cleaner, TransactionTracker transactions)
    {
        IStorageFile first = group[0].Acquire();
        try
        {
            IStorageFile? onlySource = group.Length == 1 ? first : null;
            using var cleaned = new CleanedSegment(_log.Directory, group[0].BaseOffset, _config, _bufferBytes, _throttle, onlySource);
            transactions.Index = cleaned.Transactions;
            try
            {
                foreach (LogSegment source in group)
                {
                    CopyInto(cleaned, source, cleaner);
                }

                if (!cleaned.IsUnchanged)
                {
                    cleaned.Complete(_log.Directory.Files.LastWriteTime(group[^1].File.Path));
                    _log.ReplaceSegments(group, cleaned);
                    Replaced.AddRange(group);
                }
            }
            catch
            {
                cleaned.Discard();
                throw;
            }
        }
        finally
        {
            group[0].File.Release();
        }
    }

    /// <summary>Copies what remains of a source.</summary>
    private void CopyInto(CleanedSegment cleaned, LogSegment source, BatchCleaner cleaner)
    {
        IStorageFile file = source.Acquire();
        try
        {
            _feed.Open(file, position: 0, source.Size);
            while (_feed.TryNext(out ReadOnlyMemory<byte> batch))
            {
                ReadOnlyMemory<byte> remains = cleaner.Clean(batch, mustStay: ReferenceEquals(source, _lastSource) && _feed.Position == source.Size);
                if (!remains.Equals(batch))
                {
                    cleaned.Differ();
                }

                if (RecordBatchHeader.TryRead(remains.Span, out RecordBatchHeader header))
                {
                    cleaned.Append(remains.Span, header);
                }
            }
        }
        finally
        {
            source.File.Release();
        }
    }
}
