namespace Weir.Log;

/// <summary>A transaction whose records a <c>read_committed</c> consumer must skip (KIP-98).</summary>
/// <param name="ProducerId">Who wrote them.</param>
/// <param name="FirstOffset">Offset of its first record in the partition.</param>
/// <param name="LastOffset">Offset of the abort marker.</param>
/// <param name="LastStableOffset">Where the other transactions of that moment left the last stable offset: none that ends later begins below it.</param>
public readonly record struct AbortedTransaction(long ProducerId, long FirstOffset, long LastOffset, long LastStableOffset);
