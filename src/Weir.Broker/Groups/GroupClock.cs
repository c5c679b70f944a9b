namespace Weir.Broker.Groups;

/// <summary>The two clocks of a group: wall time goes into records, monotonic time into deadlines.</summary>
internal sealed class GroupClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Provider { get; } = time;

    /// <summary>Milliseconds since the Unix epoch.</summary>
    public long UnixMs => Provider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Milliseconds since this clock was made; never goes back.</summary>
    public long UptimeMs => (long)Provider.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Whether an interval since a moment of wall time is over; the moment 0 is long ago, and one in the future comes of a clock that was set back.</summary>
    public bool HasPassed(long sinceUnixMs, int intervalMs) =>
        intervalMs == 0 || sinceUnixMs == 0 || UnixMs is var now && (now < sinceUnixMs || now - sinceUnixMs >= intervalMs);
}
