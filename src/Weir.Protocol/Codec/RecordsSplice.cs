namespace Weir.Protocol;

/// <summary>Record batches that belong into a frame in front of the inline byte at <see cref="Position"/>.</summary>
public readonly record struct RecordsSplice(int Position, ReadOnlyMemory<byte> Records);
