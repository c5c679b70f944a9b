using Weir.Client.Metadata;
using Weir.Client.Producing;
using Weir.Protocol;

namespace Weir.Client.Tests.Producing;

public sealed class StickyPartitionerTests
{
    [Fact]
    public void Count_switches_at_a_full_batch_or_at_twice_the_bytes()
    {
        TopicMetadata topic = Topic(0, 1, 2);
        int next = 0;
        var sticky = new StickyPartitioner(100, n => next++ % n);

        int first = sticky.Current(topic);
        Assert.Equal(first, sticky.Current(topic));
        Assert.False(sticky.Count(first, 99, batchIsFull: true));
        Assert.False(sticky.Count(first, 1, batchIsFull: false));
        Assert.True(sticky.Count(first, 1, batchIsFull: true));
        sticky.SwitchFrom(first, topic, []);
        int second = sticky.Current(topic);
        Assert.NotEqual(first, second);
        Assert.False(sticky.Count(second, 199, batchIsFull: false));
        Assert.True(sticky.Count(second, 1, batchIsFull: false));
    }

    [Fact]
    public void Draw_prefers_short_queues_by_Javas_weights()
    {
        // BuiltInPartitionerTest of the Java client: queues 3, 0, 1 have the weights 1, 4, 3.
        int[] drawn = new int[3];
        for (int i = 0; i < 8; i++)
        {
            drawn[StickyPartitioner.Draw(Topic(0, 1, 2), [3, 0, 1], _ => i)]++;
        }

        Assert.Equal([1, 4, 3], drawn);
    }

    [Fact]
    public void Draw_leaves_out_partitions_without_a_leader()
    {
        TopicMetadata topic = Topic(-1, 5, -1);
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(1, StickyPartitioner.Draw(topic, [], Random.Shared.Next)));
    }

    private static TopicMetadata Topic(params int[] leaders) => new(
        "t", Guid.Empty, false, ErrorCode.None, [.. leaders.Select((leader, i) => new PartitionMetadata(i, leader, 0, [], [], [], ErrorCode.None))]);
}
