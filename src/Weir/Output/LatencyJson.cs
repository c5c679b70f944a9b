namespace Weir.Output;

/// <summary>Percentiles in milliseconds.</summary>
internal sealed record LatencyJson(double P50, double P99, double Max)
{
    public static LatencyJson Of(LatencyHistogram histogram) => new(
        histogram.Percentile(0.5).TotalMilliseconds, histogram.Percentile(0.99).TotalMilliseconds, histogram.Max.TotalMilliseconds);
}
