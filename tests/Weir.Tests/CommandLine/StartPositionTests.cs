using Weir.CommandLine;

namespace Weir.Tests.CommandLine;

public sealed class StartPositionTests
{
    [Theory]
    [InlineData("beginning", StartPositionKind.Beginning, 0)]
    [InlineData("earliest", StartPositionKind.Beginning, 0)]
    [InlineData("end", StartPositionKind.End, 0)]
    [InlineData("latest", StartPositionKind.End, 0)]
    [InlineData("42", StartPositionKind.Offset, 42)]
    [InlineData("2020-07-01T00:00:00Z", StartPositionKind.Time, 1_593_561_600_000)]
    [InlineData("2020-07-01T02:00:00+02:00", StartPositionKind.Time, 1_593_561_600_000)]
    [InlineData("-15m", StartPositionKind.Time, 1_000_000_000_000 - 900_000)]
    public void TryParse_every_form_is_read(string text, object kind, long value)
    {
        Assert.True(StartPosition.TryParse(text, new FixedTime(), out var position));
        Assert.Equal(new StartPosition((StartPositionKind)kind, value), position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("start")]
    [InlineData("99999999999999999999")]
    [InlineData("2020-13-01")]
    public void TryParse_anything_else_is_refused(string text) =>
        Assert.False(StartPosition.TryParse(text, new FixedTime(), out _));

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_000_000_000_000);
    }
}
