using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeProducers: who has written to a partition, and whose transaction is open.</summary>
internal sealed class DescribeProducers(Dice dice) : RequestStep<DescribeProducersRequest, DescribeProducersResponse>(dice)
{
    private readonly List<(string Topic, int Partition)> _partitions = [.. dice.Some(2, () => (dice.Topic(), dice.Partition())).Distinct()];

    protected override DescribeProducersRequest Build(Side side) => new()
    {
        Topics = [.. _partitions.GroupBy(p => p.Topic).Select(topic => new DescribeProducersRequest.TopicRequest { Name = side.Full(topic.Key), PartitionIndexes = [.. topic.Select(p => p.Partition)] })],
    };
}
