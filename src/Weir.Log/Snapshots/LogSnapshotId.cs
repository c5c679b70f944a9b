namespace Weir.Log;

/// <summary>Names a snapshot of what a log says (KIP-630).</summary>
/// <param name="EndOffset">The snapshot says all that the records below this offset say.</param>
/// <param name="Epoch">Leader epoch of the last of them.</param>
public readonly record struct LogSnapshotId(long EndOffset, int Epoch);
