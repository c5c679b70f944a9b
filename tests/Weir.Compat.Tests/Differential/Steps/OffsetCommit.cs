using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>OffsetCommit by nobody in particular, by members of both protocols, and by such as are refused.</summary>
internal sealed class OffsetCommit(Dice dice) : RequestStep<OffsetCommitRequest, OffsetCommitResponse>(dice)
{
    private readonly string _group = dice.Mostly(dice.Pick("g0", "g1", "c0"), "");
    private readonly string _who = dice.Pick("nobody", "member", "member", "stranger");
    private readonly int _epochShift = dice.Mostly(0, 0, -1, 1);
    private readonly List<(string Topic, int Partition, long Offset, string? Metadata)> _offsets =
        [.. dice.Some(3, () => (dice.Topic(), dice.Partition(), (long)dice.Mostly(dice.Below(50), -1), dice.Mostly<string?>("", null, "m", new string('m', 5000)))).DistinctBy(o => (o.Item1, o.Item2))];

    protected override OffsetCommitRequest Build(Side side)
    {
        var (member, epoch) = Members.Resolve(side, _group, _who);
        return new()
        {
            GroupId = side.Full(_group),
            MemberId = member,
            GenerationIdOrMemberEpoch = epoch + (_who == "member" ? _epochShift : 0),
            Topics =
            [
                .. _offsets.GroupBy(o => o.Topic).Select(topic => new OffsetCommitRequest.OffsetCommitRequestTopic
                {
                    Name = side.Full(topic.Key),
                    TopicId = side.TopicId(topic.Key),
                    Partitions = [.. topic.Select(o => new OffsetCommitRequest.OffsetCommitRequestPartition { PartitionIndex = o.Partition, CommittedOffset = o.Offset, CommittedMetadata = o.Metadata })],
                }),
            ],
        };
    }
}
