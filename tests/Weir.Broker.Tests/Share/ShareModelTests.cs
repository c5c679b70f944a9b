using Weir.Broker.Share;
using Weir.Protocol;

namespace Weir.Broker.Tests.Share;

/// <summary>
/// Random consumers, crashes, lost writes, retention and time against one share partition: every record is done once or delivered again, none more often than
/// it may, and what was answered survives.
/// </summary>
public sealed class ShareModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Deliveries_keep_their_promises(int seed) => new ShareModel(seed).Run(steps: 2_000);
}
