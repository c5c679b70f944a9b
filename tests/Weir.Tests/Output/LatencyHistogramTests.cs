using Weir.Output;

namespace Weir.Tests.Output;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_nothing_recorded_is_zero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(0.99));

    [Fact]
    public void Percentile_small_values_are_exact()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 100; i++)
        {
            histogram.Record(TimeSpan.FromMicroseconds(i));
        }

        Assert.Equal(TimeSpan.FromMicroseconds(50), histogram.Percentile(0.5));
        Assert.Equal(TimeSpan.FromMicroseconds(99), histogram.Percentile(0.99));
        Assert.Equal(TimeSpan.FromMicroseconds(100), histogram.Percentile(1));
    }

    [Fact]
    public void Percentile_random_values_are_within_a_sixty_fourth()
    {
        var random = new Random(11);
        var histogram = new LatencyHistogram();
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 20)).Order().ToArray();
        foreach (var value in values)
        {
            histogram.Record(TimeSpan.FromMicroseconds(value));
        }

        foreach (var share in new[] { 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            var exact = values[(int)Math.Ceiling(share * values.Length) - 1];
            Assert.InRange(histogram.Percentile(share).TotalMicroseconds, exact, exact * (1 + (1 / 64.0)) + 1);
        }
    }

    [Fact]
    public void Record_beyond_the_range_is_kept_at_its_end()
    {
        var histogram = new LatencyHistogram();

        histogram.Record(TimeSpan.FromDays(400));
        histogram.Record(TimeSpan.FromSeconds(-1));

        Assert.Equal(2, histogram.Count);
        Assert.InRange(histogram.Max.TotalDays, 12, 13);
        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
    }
}
