using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>AlterPartitionReassignments to where the partition is, to brokers that are not there, and to an end.</summary>
internal sealed class AlterPartitionReassignments(Dice dice) : RequestStep<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(dice)
{
    private readonly List<(string Topic, int Partition, int[]? Replicas)> _partitions = [.. dice.Some(2, () => (dice.Topic(), dice.Partition(), dice.Pick<int[]?>([1], null, [9], []))).DistinctBy(p => (p.Item1, p.Item2))];

    protected override AlterPartitionReassignmentsRequest Build(Side side) => new()
    {
        Topics =
        [
            .. _partitions.GroupBy(p => p.Topic).Select(topic => new AlterPartitionReassignmentsRequest.ReassignableTopic
            {
                Name = side.Full(topic.Key),
                Partitions = [.. topic.Select(p => new AlterPartitionReassignmentsRequest.ReassignablePartition { PartitionIndex = p.Partition, Replicas = p.Replicas is null ? null : [.. p.Replicas] })],
            }),
        ],
    };

    protected override Task LearnAsync(Side side, AlterPartitionReassignmentsRequest request, AlterPartitionReassignmentsResponse response) => side.SettleMetadataAsync();
}
