using Weir.Log.Segments;

namespace Weir.Log.Cleaning;

/// <summary>Puts neighbouring segments together that fit into one, so that a log that shrinks does not end as many small files.</summary>
internal static class SegmentGroups
{
    /// <param name="segments">The segments to compact.</param>
    /// <param name="endOffset">Offset behind the last of them.</param>
    /// <param name="config">The log's settings: sizes of a segment and of an index.</param>
    public static IEnumerable<LogSegment[]> Form(LogSegment[] segments, long endOffset, LogConfig config)
    {
        for (int first = 0; first < segments.Length;)
        {
            int count = 1;
            long size = segments[first].Size;
            long indexSize = segments[first].IndexFileSize();
            while (first + count < segments.Length)
            {
                LogSegment next = segments[first + count];
                long nextEnd = first + count + 1 < segments.Length ? segments[first + count + 1].BaseOffset : endOffset;
                size += next.Size;
                indexSize += next.IndexFileSize();
                if (size > config.SegmentBytes || indexSize > config.SegmentIndexBytes || nextEnd - 1 - segments[first].BaseOffset > int.MaxValue)
                {
                    break;
                }

                count++;
            }

            yield return segments[first..(first + count)];
            first += count;
        }
    }
}
