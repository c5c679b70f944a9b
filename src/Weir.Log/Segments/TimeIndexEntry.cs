namespace Weir.Log.Segments;

/// <summary>
/// An entry of the time index: <paramref name="Timestamp"/> is the largest one of the segment up to the batch that ends at
/// <paramref name="Offset"/>.
/// </summary>
internal readonly record struct TimeIndexEntry(long Timestamp, long Offset)
{
    public static TimeIndexEntry None { get; } = new(-1, -1);
}
