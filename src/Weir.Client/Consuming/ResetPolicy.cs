namespace Weir.Client.Consuming;

/// <summary>How the protocol writes the ends of a partition.</summary>
internal static class ResetPolicy
{
    public const long Latest = -1;
    public const long Earliest = -2;

    /// <summary>What to look up for a partition without a usable position: one of the ends, or a time in ms.</summary>
    public static long TimestampOf(ConsumerOptions options, TimeProvider time) => options.AutoOffsetReset switch
    {
        AutoOffsetReset.Earliest => Earliest,
        AutoOffsetReset.ByDuration => Math.Max(0, (time.GetUtcNow() - DateTimeOffset.UnixEpoch - options.AutoOffsetResetDuration).Ticks / TimeSpan.TicksPerMillisecond),
        _ => Latest,
    };
}
