using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>OffsetFetch of one group (to v7) and of several, of some partitions and of all, stable ones only, as a member or not.</summary>
internal sealed class OffsetFetch(Dice dice) : RequestStep<OffsetFetchRequest, OffsetFetchResponse>(dice)
{
    private readonly List<string> _groups = [.. dice.Some(2, () => dice.Mostly(dice.Pick("g0", "g1", "c0"), "nothing", "")).Distinct()];
    private readonly string _who = dice.Mostly("nobody", "member", "stranger");
    private readonly bool _requiresStable = dice.Chance(30);
    private readonly List<(string Topic, int Partition)>? _partitions = dice.Chance(35) ? null : [.. dice.Some(3, () => (dice.Topic(), dice.Partition())).Distinct()];

    protected override OffsetFetchRequest Build(Side side) => new()
    {
        GroupId = side.Full(_groups[0]),
        RequireStable = Version >= 7 && _requiresStable,
        Topics = _partitions is null ? (Version < 2 ? [] : null) : [.. _partitions.GroupBy(p => p.Topic).Select(topic => new OffsetFetchRequest.OffsetFetchRequestTopic { Name = side.Full(topic.Key), PartitionIndexes = [.. topic.Select(p => p.Partition)] })],
        Groups = _groups.ConvertAll(group =>
        {
            var (member, epoch) = Members.Resolve(side, group, _who);
            return new OffsetFetchRequest.OffsetFetchRequestGroup
            {
                GroupId = side.Full(group),
                MemberId = Version >= 9 && member.Length > 0 ? member : null,
                MemberEpoch = Version >= 9 ? epoch : -1,
                Topics = _partitions is null ? null : [.. _partitions.GroupBy(p => p.Topic).Select(topic => new OffsetFetchRequest.OffsetFetchRequestTopics { Name = side.Full(topic.Key), TopicId = side.TopicId(topic.Key), PartitionIndexes = [.. topic.Select(p => p.Partition)] })],
            };
        }),
    };
}
