using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeLogDirs of partitions that are there and not.</summary>
internal sealed class DescribeLogDirs(Dice dice) : RequestStep<DescribeLogDirsRequest, DescribeLogDirsResponse>(dice)
{
    private readonly List<(string Topic, int Partition)> _partitions = [.. dice.Some(2, () => (dice.Topic(), dice.Partition())).Distinct()];

    protected override DescribeLogDirsRequest Build(Side side) => new()
    {
        Topics = [.. _partitions.GroupBy(p => p.Topic).Select(topic => new DescribeLogDirsRequest.DescribableLogDirTopic { Topic = side.Full(topic.Key), Partitions = [.. topic.Select(p => p.Partition)] })],
    };
}
