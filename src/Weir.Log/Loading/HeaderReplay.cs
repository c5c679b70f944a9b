using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol.Records;

namespace Weir.Log.Loading;

/// <summary>Reads the batch headers of a log again, for what is derived from them.</summary>
internal static class HeaderReplay
{
    /// <summary>Calls <paramref name="onBatch"/> for each batch that begins at or above <paramref name="fromOffset"/>.</summary>
    public static void Run(IReadOnlyList<LogSegment> segments, long fromOffset, Action<RecordBatchHeader> onBatch)
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

    private static void Replay(LogSegment segment, long fromOffset, Action<RecordBatchHeader> onBatch)
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
                    onBatch(header);
                }
            }
        }
        finally
        {
            segment.File.Release();
        }
    }
}
