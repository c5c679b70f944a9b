using Weir.CommandLine;

namespace Weir.Tests.CommandLine;

public sealed class DurationTests
{
    [Theory]
    [InlineData("1d", 86_400_000)]
    [InlineData("90s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("2w", 1_209_600_000)]
    [InlineData("250ms", 250)]
    [InlineData("30m", 1_800_000)]
    [InlineData("0s", 0)]
    public void TryParse_number_and_unit_is_read(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("1")]
    [InlineData("-1d")]
    [InlineData("1 d")]
    [InlineData("1y")]
    [InlineData("1e9d")]
    [InlineData("999999999999999999w")]
    public void TryParse_anything_else_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(86_400_000, "1d")]
    [InlineData(604_800_000, "1w")]
    [InlineData(691_200_000, "8d")]
    [InlineData(90_000, "90s")]
    [InlineData(1_500, "1500ms")]
    [InlineData(0, "0ms")]
    public void Format_uses_the_largest_exact_unit(long milliseconds, string expected) =>
        Assert.Equal(expected, Duration.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
