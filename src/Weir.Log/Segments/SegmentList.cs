namespace Weir.Log.Segments;

/// <summary>The segments of a partition in offset order; the last one is the active one.</summary>
/// <remarks>Thread model: changed under the partition's append lock; read from any thread as a snapshot.</remarks>
internal sealed class SegmentList(LogSegment[] segments)
{
    private volatile LogSegment[] _segments = segments;

    public LogSegment[] Snapshot => _segments;

    public LogSegment Active => _segments[^1];

    public long FirstBaseOffset => _segments[0].BaseOffset;

    public void Add(LogSegment segment) => _segments = [.. _segments, segment];

    public void RemoveFirst(int count) => _segments = _segments[count..];

    /// <summary>Puts one segment in the place of neighbouring ones.</summary>
    public void Replace(LogSegment[] sources, LogSegment replacement)
    {
        int first = Array.IndexOf(_segments, sources[0]);
        _segments = [.. _segments[..first], replacement, .. _segments[(first + sources.Length)..]];
    }

    /// <summary>Index of the last segment that starts at or below <paramref name="offset"/>, -1 when there is none.</summary>
    public static int FindFloor(LogSegment[] segments, long offset)
    {
        int low = 0;
        int high = segments.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (segments[middle].BaseOffset <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
