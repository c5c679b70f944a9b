namespace Weir.Broker.Share;

/// <summary>How much a consumer takes at once.</summary>
/// <param name="MaxRecords">Most records; batches are taken whole unless <paramref name="IsStrict"/>.</param>
/// <param name="BatchSize">Acquired ranges of at least this many records end with a batch.</param>
/// <param name="IsStrict">Acquire mode record_limit (KIP-1206): not one record more.</param>
internal readonly record struct AcquireLimits(int MaxRecords, int BatchSize, bool IsStrict);
