namespace Weir.Client;

/// <summary>A record found by offset or time.</summary>
/// <param name="Offset">Its offset; -1 when there is none.</param>
/// <param name="TimestampMs">Its timestamp in milliseconds since the epoch; -1 when the broker does not say.</param>
/// <param name="LeaderEpoch">Its leader epoch; -1 when unknown.</param>
public readonly record struct OffsetAndTimestamp(long Offset, long TimestampMs, int LeaderEpoch = -1);
