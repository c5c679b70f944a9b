using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeShareGroupOffsets of some partitions and of all.</summary>
internal sealed class DescribeShareGroupOffsets(Dice dice) : RequestStep<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse>(dice)
{
    private readonly string _group = dice.Mostly(Sharing.Group, "g0", "nothing");
    private readonly List<(string Topic, int Partition)>? _partitions = dice.Chance(30) ? null : [.. dice.Some(2, () => (dice.Mostly("t0", "t1", "missing"), dice.Mostly(0, 1))).Distinct()];

    protected override DescribeShareGroupOffsetsRequest Build(Side side) => new()
    {
        Groups =
        [
            new()
            {
                GroupId = side.Full(_group),
                Topics = _partitions is null ? null : [.. _partitions.GroupBy(p => p.Topic).Select(topic => new DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestTopic { TopicName = side.Full(topic.Key), Partitions = [.. topic.Select(p => p.Partition)] })],
            },
        ],
    };

    // Kafka moves the start over what is done with the next write only, and its coordinator learns of topics in its own time.
    protected override void Keep(Side side, DescribeShareGroupOffsetsResponse response)
    {
        foreach (var topic in response.Groups.SelectMany(group => group.Topics))
        {
            topic.TopicId = topic.Partitions.Exists(partition => partition.Lag < 0) ? Guid.Empty : topic.TopicId;
            topic.Partitions.ForEach(partition => partition.StartOffset = partition.Lag <= 0 ? 0 : partition.StartOffset);
        }
    }
}
