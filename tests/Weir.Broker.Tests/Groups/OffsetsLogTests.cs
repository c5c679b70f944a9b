using Weir.Broker.Groups;

namespace Weir.Broker.Tests.Groups;

public sealed class OffsetsLogTests
{
    // Java: "cc".hashCode() is 3168, "kafka_tutorial_example.jsonconsumer".hashCode() is negative, "polygenelubricants".hashCode() is Integer.MIN_VALUE.
    [Theory]
    [InlineData("", 50, 0)]
    [InlineData("cc", 50, 18)]
    [InlineData("polygenelubricants", 50, 0)]
    [InlineData("kafka_tutorial_example.jsonconsumer", 1, 0)]
    public void PartitionFor_is_the_one_Kafka_chooses(string groupId, int partitions, int expected) =>
        Assert.Equal(expected, OffsetsLog.PartitionFor(groupId, partitions));
}
