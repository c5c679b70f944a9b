using Weir.Output;

namespace Weir.Bench;

/// <summary>One run.</summary>
/// <param name="Run">produce, consume, or at a fixed rate: acknowledged, consumed.</param>
/// <param name="Records">Records in it.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="RecordsPerSecond">Records by time.</param>
/// <param name="MegabytesPerSecond">Values by time, in 10^6 bytes.</param>
/// <param name="LatencyMs">From the send call; null where it means nothing.</param>
internal sealed record BenchRunJson(
    string Run, long Records, double Seconds, double RecordsPerSecond, double MegabytesPerSecond, LatencyJson? LatencyMs)
{
    public static BenchRunJson Of(string run, long records, int recordSize, TimeSpan time, LatencyHistogram? latency) => new(
        run,
        records,
        Math.Round(time.TotalSeconds, 3),
        Math.Round(records / time.TotalSeconds, 1),
        Math.Round(records * recordSize / time.TotalSeconds / 1e6, 2),
        latency is null ? null : LatencyJson.Of(latency));
}
