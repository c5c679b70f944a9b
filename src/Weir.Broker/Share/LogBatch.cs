namespace Weir.Broker.Share;

/// <summary>A record batch of the log as a share partition sees it.</summary>
/// <param name="First">Offset of its first record.</param>
/// <param name="Last">Offset of its last record.</param>
/// <param name="IsDeliverable">False for control batches, and for those of aborted transactions where only committed records are read.</param>
internal readonly record struct LogBatch(long First, long Last, bool IsDeliverable);
