namespace Weir.Client;

/// <summary>Moments as timestamps of a <see cref="TimeProvider"/>: monotonic, cheap to compare, and under a test's control.</summary>
internal static class TimeProviderExtensions
{
    /// <summary>The moment <paramref name="pause"/> from now.</summary>
    public static long TimestampIn(this TimeProvider time, TimeSpan pause) => time.GetTimestamp() + time.Ticks(pause);

    public static long Ticks(this TimeProvider time, TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>How long it is until <paramref name="moment"/>; zero when it has passed.</summary>
    public static TimeSpan Until(this TimeProvider time, long moment)
    {
        TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), moment);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
