using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ElectLeaders where there is nothing to elect.</summary>
internal sealed class ElectLeaders(Dice dice) : RequestStep<ElectLeadersRequest, ElectLeadersResponse>(dice)
{
    private readonly sbyte _type = dice.Mostly(dice.Pick<sbyte>(0, 1), (sbyte)2);
    private readonly List<(string Topic, int Partition)> _partitions = [.. dice.Some(2, () => (dice.Topic(), dice.Partition())).Distinct()];

    protected override ElectLeadersRequest Build(Side side) => new()
    {
        ElectionType = Version >= 1 ? _type : (sbyte)0,
        TimeoutMs = 30_000,
        TopicPartitions = [.. _partitions.GroupBy(p => p.Topic).Select(topic => new ElectLeadersRequest.TopicPartitionsData { Topic = side.Full(topic.Key), Partitions = [.. topic.Select(p => p.Partition)] })],
    };
}
