using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>AlterShareGroupOffsets of groups that are empty and that are not, to where there is a record or will be the next.</summary>
internal sealed class AlterShareGroupOffsets(Dice dice) : RequestStep<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse>(dice)
{
    private readonly string _group = dice.Mostly(Sharing.Group, "g0", "");
    private readonly string _topic = dice.Mostly("t0", "t1", "missing");
    private readonly int _partition = dice.Mostly(0, 1, 9);
    private readonly long _start = dice.Below(5);

    public override async Task<Exchange> AskAsync(Side side)
    {
        side.Members.Share(_group).End = await Sharing.EndAsync(side, _topic, _partition);
        return await base.AskAsync(side);
    }

    protected override AlterShareGroupOffsetsRequest Build(Side side) => new()
    {
        GroupId = side.Full(_group),
        Topics = [new() { TopicName = side.Full(_topic), Partitions = [new() { PartitionIndex = _partition, StartOffset = Math.Min(_start, side.Members.Share(_group).End) }] }],
    };
}
