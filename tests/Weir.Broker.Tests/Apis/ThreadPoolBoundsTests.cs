using Weir.Protocol;

namespace Weir.Broker.Tests;

public sealed class ThreadPoolBoundsTests
{
    [Theory]
    [InlineData("num.io.threads", "16", ErrorCode.None)]
    [InlineData("num.io.threads", "17", ErrorCode.InvalidRequest)]
    [InlineData("num.io.threads", "4", ErrorCode.None)]
    [InlineData("num.io.threads", "3", ErrorCode.InvalidRequest)]
    [InlineData("num.io.threads", null, ErrorCode.None)]
    [InlineData("background.threads", "20", ErrorCode.InvalidRequest)]
    [InlineData("background.threads", null, ErrorCode.InvalidRequest)]
    [InlineData("log.segment.bytes", "1073741824", ErrorCode.None)]
    public void Check_allows_half_and_double_the_present_size(string name, string? value, ErrorCode expected)
    {
        var broker = new BrokerConfig(new Dictionary<string, string> { ["background.threads"] = "2" }) { Dynamic = new Dictionary<string, string> { ["background.threads"] = "8" } };
        Assert.Equal(expected, ThreadPoolBounds.Check(new Dictionary<string, string?> { [name] = value }, forAllBrokers: false, broker).Code);
    }

    [Fact]
    public void Check_lets_defaults_be_where_the_broker_has_a_size_of_its_own()
    {
        var broker = new BrokerConfig(new Dictionary<string, string>()) { Dynamic = new Dictionary<string, string> { ["num.io.threads"] = "8" } };
        Assert.True(ThreadPoolBounds.Check(new Dictionary<string, string?> { ["num.io.threads"] = "100" }, forAllBrokers: true, broker).IsNone);
    }
}
