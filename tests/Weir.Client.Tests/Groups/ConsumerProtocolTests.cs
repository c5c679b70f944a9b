using Weir.Client.Groups;
using Weir.Client.Groups.Assignment;
using Weir.Protocol.Messages;

namespace Weir.Client.Tests.Groups;

public sealed class ConsumerProtocolTests
{
    [Fact]
    public void Assignment_written_is_read_back()
    {
        TopicPartition[] partitions = [new("a", 0), new("a", 2), new("b", 1)];
        Assert.Equal(partitions, ConsumerProtocol.ReadAssignment(ConsumerProtocol.WriteAssignment(partitions)));
    }

    [Fact]
    public void ReadAssignment_nothing_is_no_partitions() => Assert.Empty(ConsumerProtocol.ReadAssignment(default));

    [Fact]
    public void Subscription_written_is_read_back()
    {
        byte[] bytes = ConsumerProtocol.WriteSubscription(new ConsumerProtocolSubscription
        {
            Topics = ["a"],
            OwnedPartitions = [new() { Topic = "a", Partitions = [1, 2] }],
            GenerationId = 5,
            RackId = "r1",
        });
        ConsumerProtocolSubscription read = ConsumerProtocol.ReadSubscription(bytes);

        Assert.Equal(3, bytes[1]);
        Assert.Equal(["a"], read.Topics);
        Assert.Equal([1, 2], read.OwnedPartitions[0].Partitions);
        Assert.Equal((5, "r1"), (read.GenerationId, read.RackId));
    }

    [Fact]
    public void ReadSubscription_newer_version_is_read_as_the_newest_known()
    {
        byte[] bytes = ConsumerProtocol.WriteSubscription(new ConsumerProtocolSubscription { Topics = ["a"] });
        bytes[1] = 9;
        Assert.Equal(["a"], ConsumerProtocol.ReadSubscription(bytes).Topics);
    }

    [Fact]
    public void StickyUserData_written_is_read_back()
    {
        TopicPartition[] owned = [new("a", 0), new("a", 3), new("b", 1)];
        (List<TopicPartition> read, int generation) = StickyUserData.Read(StickyUserData.Write(owned, 4));

        Assert.Equal(owned, read);
        Assert.Equal(4, generation);
        Assert.Equal(7, StickyUserData.ReadGeneration(StickyUserData.WriteGeneration(7)));
    }
}
