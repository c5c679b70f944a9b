namespace Weir.Log.Segments;

/// <summary>An offset and where it starts: byte <paramref name="Position"/> of <paramref name="Segment"/>.</summary>
internal readonly record struct LogPosition(long Offset, LogSegment Segment, int Position);
