namespace Weir.Log;

/// <summary>A record found by time.</summary>
/// <param name="Offset">Offset of the record.</param>
/// <param name="Timestamp">Its timestamp, in milliseconds since the epoch.</param>
/// <param name="LeaderEpoch">Leader epoch of its batch.</param>
public readonly record struct TimestampedOffset(long Offset, long Timestamp, int LeaderEpoch);
