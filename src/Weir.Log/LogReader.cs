using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log;

/// <summary>Finds the batches to answer a fetch with, without reading more than a few headers.</summary>
internal static class LogReader
{
    /// <summary>A lease on whole batches from the one that holds <paramref name="startOffset"/>, below <paramref name="limit"/>.</summary>
    /// <param name="segments">The partition's segments.</param>
    /// <param name="startOffset">At or above the log start offset, below the limit.</param>
    /// <param name="limit">Where readable bytes end.</param>
    /// <param name="maxBytes">Most bytes wanted.</param>
    /// <param name="atLeastOneBatch">Return the first batch even when it is larger than that (KIP-74).</param>
    public static LogSlice Read(LogSegment[] segments, long startOffset, in LogPosition limit, int maxBytes, bool atLeastOneBatch)
    {
        for (int i = SegmentList.FindFloor(segments, startOffset); i >= 0 && i < segments.Length; i++)
        {
            LogSegment segment = segments[i];
            if (segment.BaseOffset >= limit.Offset)
            {
                return LogSlice.Empty;
            }

            IStorageFile? file = segment.File.TryAcquire();
            if (file is null)
            {
                return LogSlice.Failed(ErrorCode.OffsetOutOfRange);
            }

            int end = ReferenceEquals(segment, limit.Segment) ? limit.Position : segment.Size;
            LogSlice slice = ReadSegment(segment, file, startOffset, end, maxBytes, atLeastOneBatch);
            if (slice.Length > 0)
            {
                return slice;
            }

            segment.File.Release();
            if (slice.Error != ErrorCode.None || ReferenceEquals(segment, limit.Segment))
            {
                return slice;
            }
        }

        return LogSlice.Empty;
    }

    /// <summary>Where the batch that holds or follows <paramref name="offset"/> starts.</summary>
    /// <returns>The end when no batch below it reaches the offset; -1 when the file does not hold what the index says.</returns>
    public static int FindPosition(LogSegment segment, IStorageFile file, long offset, int end, out int batchSize)
    {
        Span<byte> window = stackalloc byte[BatchScanner.WindowSize];
        IndexEntry entry = segment.FindOffset(offset);
        batchSize = 0;
        if (entry.Position > 0 && entry.Position >= end)
        {
            return -1;
        }

        var scanner = new BatchScanner(file, window, entry.Position, end);
        bool isFirst = true;
        while (scanner.TryNext(out RecordBatchHeader header))
        {
            if (isFirst && entry.Position > 0 && header.LastOffset != entry.Offset)
            {
                break;
            }

            isFirst = false;
            if (header.LastOffset >= offset)
            {
                batchSize = header.TotalSize;
                return (int)scanner.Position - batchSize;
            }
        }

        return scanner.Position >= end ? end : -1;
    }

    private static LogSlice ReadSegment(LogSegment segment, IStorageFile file, long startOffset, int end, int maxBytes, bool atLeastOneBatch)
    {
        int position = FindPosition(segment, file, startOffset, end, out int batchSize);
        if (position < 0)
        {
            return LogSlice.Failed(ErrorCode.KafkaStorageError);
        }

        int length = Math.Min(end - position, Math.Max(maxBytes, 0));
        if (length < batchSize)
        {
            length = atLeastOneBatch ? batchSize : 0;
        }

        return length == 0 ? LogSlice.Empty : new LogSlice(segment.File, file, position, length);
    }
}
