using System.Buffers;
using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol.Records;

namespace Weir.Log;

/// <summary>Finds records by time: the time index leads to the batch, the batch is decoded for the record (KIP-79).</summary>
internal static class TimestampSearch
{
    /// <summary>The first record at or above <paramref name="startOffset"/> whose timestamp is at or after <paramref name="timestamp"/>.</summary>
    public static TimestampedOffset? FindFirst(LogSegment[] segments, long timestamp, long startOffset, in LogPosition limit)
    {
        foreach (LogSegment segment in segments)
        {
            if (segment.BaseOffset >= limit.Offset)
            {
                return null;
            }

            if (segment.LargestTimestamp().Timestamp >= timestamp
                && Search(segment, segment.FindTime(timestamp - 1).Offset, timestamp, startOffset, limit) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The first record with the largest timestamp of the log (KIP-734).</summary>
    public static TimestampedOffset? FindLargest(LogSegment[] segments, long startOffset, in LogPosition limit)
    {
        LogSegment? latest = null;
        foreach (LogSegment segment in segments)
        {
            if (segment.LargestTimestamp().Timestamp > (latest?.LargestTimestamp().Timestamp ?? -1))
            {
                latest = segment;
            }
        }

        if (latest is null)
        {
            return null;
        }

        TimeIndexEntry largest = latest.LargestTimestamp();
        return Search(latest, largest.Offset, largest.Timestamp, startOffset, limit);
    }

    private static TimestampedOffset? Search(LogSegment segment, long fromOffset, long timestamp, long startOffset, in LogPosition limit)
    {
        if (segment.File.TryAcquire() is not { } file)
        {
            return null;
        }

        try
        {
            int end = ReferenceEquals(segment, limit.Segment) ? limit.Position : segment.Size;
            Span<byte> window = stackalloc byte[BatchScanner.WindowSize];
            int position = LogReader.FindPosition(segment, file, Math.Max(fromOffset, startOffset), end, out _);
            var scanner = new BatchScanner(file, window, Math.Max(position, 0), end);
            while (scanner.TryNext(out RecordBatchHeader header))
            {
                if (header.MaxTimestamp >= timestamp && header.LastOffset >= startOffset
                    && FindRecord(file, scanner.Position - header.TotalSize, header, timestamp, startOffset) is { } found)
                {
                    return found;
                }
            }

            return null;
        }
        finally
        {
            segment.File.Release();
        }
    }

    private static TimestampedOffset? FindRecord(IStorageFile file, long position, in RecordBatchHeader header, long timestamp, long startOffset)
    {
        byte[] batch = ArrayPool<byte>.Shared.Rent(header.TotalSize);
        try
        {
            int read = file.Read(batch.AsSpan(0, header.TotalSize), position);
            using var reader = new RecordBatchReader();
            reader.Open(batch.AsMemory(0, read), verifyCrc: false);
            foreach (Record record in reader)
            {
                if (record.Timestamp >= timestamp && record.Offset >= startOffset)
                {
                    return new TimestampedOffset(record.Offset, record.Timestamp, header.PartitionLeaderEpoch);
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(batch);
        }
    }
}
