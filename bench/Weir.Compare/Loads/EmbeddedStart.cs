using System.Diagnostics;
using Weir.Compare.Raw;
using Weir.Testing;

namespace Weir.Compare.Loads;

/// <summary>The broker of Weir.Testing inside this process: from the call that starts it to the first acknowledged record.</summary>
internal static class EmbeddedStart
{
    private const int Starts = 10;

    /// <summary>The median of several starts, after one that warms the runtime up.</summary>
    public static Measurement Measure()
    {
        _ = StartOnceAsync().GetAwaiter().GetResult();
        double[] milliseconds = [.. Enumerable.Range(0, Starts).Select(static _ => StartOnceAsync().GetAwaiter().GetResult().TotalMilliseconds).Order()];
        return new("embedded, runtime warm: start to first acknowledged record, ms", milliseconds[Starts / 2], HigherIsBetter: false);
    }

    private static async Task<TimeSpan> StartOnceAsync()
    {
        long begin = Stopwatch.GetTimestamp();
        await using var broker = await EmbeddedBroker.StartAsync();
        FirstRecord.AwaitAcknowledged(broker.Port, TimeSpan.FromSeconds(10));
        return Stopwatch.GetElapsedTime(begin);
    }
}
