using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>OffsetForLeaderEpoch (KIP-320) of epochs that were, are, and will never be.</summary>
internal sealed class OffsetForLeaderEpoch(Dice dice) : RequestStep<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(dice)
{
    private readonly int _replica = dice.Mostly(-1, -2, 1);
    private readonly List<(string Topic, OffsetForLeaderEpochRequest.OffsetForLeaderPartition Partition)> _partitions =
    [
        .. dice.Some(2, () => (dice.Topic(), new OffsetForLeaderEpochRequest.OffsetForLeaderPartition
        {
            Partition = dice.Partition(), CurrentLeaderEpoch = dice.Mostly(dice.Pick(-1, 0), 1, 7), LeaderEpoch = dice.Mostly(0, -1, 1, 7),
        })),
    ];

    protected override OffsetForLeaderEpochRequest Build(Side side) => new()
    {
        ReplicaId = _replica,
        Topics = [.. _partitions.GroupBy(p => p.Topic).Select(topic => new OffsetForLeaderEpochRequest.OffsetForLeaderTopic { Topic = side.Full(topic.Key), Partitions = [.. topic.Select(p => p.Partition)] })],
    };
}
