using System.Text;
using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

public sealed class Murmur2Tests
{
    // The cases of Apache Kafka's UtilsTest.testMurmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Hash_known_keys_gives_what_kafka_gives(string key, int expected) =>
        Assert.Equal(expected, Murmur2.Hash(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(-1, int.MaxValue)]
    [InlineData(int.MinValue, 0)]
    public void ToPositive_clears_the_sign(int hash, int expected) => Assert.Equal(expected, Murmur2.ToPositive(hash));
}
