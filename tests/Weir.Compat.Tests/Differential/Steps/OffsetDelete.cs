using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>OffsetDelete of topics that are consumed and that are not.</summary>
internal sealed class OffsetDelete(Dice dice) : RequestStep<OffsetDeleteRequest, OffsetDeleteResponse>(dice)
{
    private readonly string _group = dice.Mostly(dice.Pick("g0", "g1", "c0"), "nothing", "");
    private readonly List<(string Topic, int Partition)> _partitions = [.. dice.Some(2, () => (dice.Topic(), dice.Partition())).Distinct()];

    protected override OffsetDeleteRequest Build(Side side) => new()
    {
        GroupId = side.Full(_group),
        Topics =
        [
            .. _partitions.GroupBy(p => p.Topic).Select(topic => new OffsetDeleteRequest.OffsetDeleteRequestTopic
            {
                Name = side.Full(topic.Key), Partitions = [.. topic.Select(p => new OffsetDeleteRequest.OffsetDeleteRequestPartition { PartitionIndex = p.Partition })],
            }),
        ],
    };
}
