using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ListOffsets by time and with every special timestamp: latest, earliest, of the largest timestamp, and the tiered ones.</summary>
internal sealed class ListOffsets(Dice dice) : RequestStep<ListOffsetsRequest, ListOffsetsResponse>(dice)
{
    private readonly sbyte _isolation = dice.Pick<sbyte>(0, 1);
    private readonly int _replica = dice.Mostly(-1, -2, 1);
    private readonly List<(string Topic, ListOffsetsRequest.ListOffsetsPartition Partition)> _partitions =
    [
        .. dice.Some(3, () => (dice.Topic(), new ListOffsetsRequest.ListOffsetsPartition
        {
            PartitionIndex = dice.Partition(),
            CurrentLeaderEpoch = dice.Mostly(dice.Pick(-1, 0), 1, 7),
            Timestamp = dice.Pick(-1, -2, -3, -4, -5, -6, -7, 0, Dice.BaseTime, Dice.BaseTime + (dice.Below(1000) * 1000L), Dice.BaseTime + 10_000_000),
        })),
    ];

    // Markers, and records of topics that say so, have the time of the broker.
    protected override void Keep(Side side, ListOffsetsResponse response)
    {
        foreach (var partition in response.Topics.SelectMany(t => t.Partitions).Where(p => p.Timestamp > Dice.BaseTime + Dice.LatestRecordMs))
        {
            partition.Timestamp = long.MaxValue;
        }
    }

    protected override ListOffsetsRequest Build(Side side) => new()
    {
        ReplicaId = _replica,
        IsolationLevel = _isolation,
        TimeoutMs = 5000,
        Topics = [.. _partitions.GroupBy(p => p.Topic).Select(topic => new ListOffsetsRequest.ListOffsetsTopic { Name = side.Full(topic.Key), Partitions = [.. topic.Select(p => p.Partition)] })],
    };
}
