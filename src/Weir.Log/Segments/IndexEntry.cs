namespace Weir.Log.Segments;

/// <summary>An entry of the offset index: the batch that ends at <paramref name="Offset"/> starts at byte <paramref name="Position"/> of the segment.</summary>
internal readonly record struct IndexEntry(long Offset, int Position);
