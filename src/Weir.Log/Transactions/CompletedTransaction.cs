namespace Weir.Log.Transactions;

/// <summary>A transaction that a marker has ended in this partition.</summary>
/// <param name="ProducerId">Whose it was.</param>
/// <param name="FirstOffset">Offset of its first record.</param>
/// <param name="LastOffset">Offset of the marker.</param>
/// <param name="IsAborted">What the marker says.</param>
internal readonly record struct CompletedTransaction(long ProducerId, long FirstOffset, long LastOffset, bool IsAborted);
