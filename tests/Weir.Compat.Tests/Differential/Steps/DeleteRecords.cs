using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DeleteRecords before an offset, the end, and offsets that are not there.</summary>
internal sealed class DeleteRecords(Dice dice) : RequestStep<DeleteRecordsRequest, DeleteRecordsResponse>(dice)
{
    private readonly List<(string Topic, int Partition, long Offset)> _partitions = [.. dice.Some(2, () => (dice.Topic(), dice.Partition(), dice.Mostly<long>(dice.Pick(1, 2, 4), -1, 0, 1000, -2))).DistinctBy(p => (p.Item1, p.Item2))];

    protected override DeleteRecordsRequest Build(Side side) => new()
    {
        TimeoutMs = 30_000,
        Topics =
        [
            .. _partitions.GroupBy(p => p.Topic).Select(topic => new DeleteRecordsRequest.DeleteRecordsTopic
            {
                Name = side.Full(topic.Key), Partitions = [.. topic.Select(p => new DeleteRecordsRequest.DeleteRecordsPartition { PartitionIndex = p.Partition, Offset = p.Offset })],
            }),
        ],
    };
}
