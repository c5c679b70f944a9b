using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol.Records;

namespace Weir.Log.Loading;

/// <summary>Reads the batch headers and the transaction markers of a log again, for what is derived from them.</summary>
internal static class HeaderReplay
{
    /// <summary>Larger control batches hold no transaction marker.</summary>
    private const int MaxMarkerSize = 4096;

    /// <summary>Calls <paramref name="onBatch"/> for each batch that begins at or above <paramref name="fromOffset"/>.</summary>
    public static void Run(IReadOnlyList<LogSegment> segments, long fromOffset, Action<LogSegment, RecordBatchHeader, TransactionMarker?> onBatch)
    {
        for (int i = 0; i < segments.Count; i++)
        {
            bool liesBelow = i + 1 < segments.Count && segments[i + 1].BaseOffset <= fromOffset;
            if (!liesBelow && segments[i].Size > 0)
            {
                Replay(segments[i], fromOffset, onBatch);
            }
        }
    }

    private static void Replay(LogSegment segment, long fromOffset, Action<LogSegment, RecordBatchHeader, TransactionMarker?> onBatch)
    {
        IStorageFile file = segment.Acquire();
        try
        {
            int position = LogReader.FindPosition(segment, file, fromOffset, segment.Size, out _);
            Span<byte> window = stackalloc byte[BatchScanner.WindowSize];
            var scanner = new BatchScanner(file, window, Math.Max(position, 0), segment.Size);
            while (scanner.TryNext(out RecordBatchHeader header))
            {
                if (header.BaseOffset >= fromOffset)
                {
                    onBatch(segment, header, header.IsControl ? ReadMarker(file, header, scanner.Position - header.TotalSize) : null);
                }
            }
        }
        finally
        {
            segment.File.Release();
        }
    }

    private static TransactionMarker? ReadMarker(IStorageFile file, in RecordBatchHeader header, long position)
    {
        if (header.TotalSize > MaxMarkerSize)
        {
            return null;
        }

        byte[] batch = new byte[header.TotalSize];
        int read = file.Read(batch, position);
        return TransactionMarker.TryRead(batch.AsMemory(0, read), out TransactionMarker marker) ? marker : null;
    }
}
