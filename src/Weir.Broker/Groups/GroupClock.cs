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
}
