using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeTopicPartitions, in pages (KIP-966).</summary>
internal sealed class DescribeTopicPartitions(Dice dice) : RequestStep<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(dice)
{
    private readonly List<string> _topics = dice.Some(3, dice.Topic);
    private readonly int _limit = dice.Pick(2000, 1, 2, 3, 0, -1);
    private readonly (string Topic, int Partition)? _cursor = dice.Chance(40) ? (dice.Topic(), dice.Partition()) : null;

    protected override DescribeTopicPartitionsRequest Build(Side side) => new()
    {
        Topics = [.. _topics.Select(topic => new DescribeTopicPartitionsRequest.TopicRequest { Name = side.Full(topic) })],
        ResponsePartitionLimit = _limit,
        Cursor = _cursor is { } at ? new() { TopicName = side.Full(at.Topic), PartitionIndex = at.Partition } : null,
    };
}
