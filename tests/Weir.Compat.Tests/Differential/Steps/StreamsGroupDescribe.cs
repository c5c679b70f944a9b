using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>StreamsGroupDescribe of groups of every kind.</summary>
internal sealed class StreamsGroupDescribe(Dice dice) : RequestStep<StreamsGroupDescribeRequest, StreamsGroupDescribeResponse>(dice)
{
    private readonly List<string> _groups = [.. dice.Some(2, () => dice.Mostly(dice.Pick("a0", "a1"), "g0", "nothing", "")).Distinct()];
    private readonly bool _includesOperations = dice.Chance(20);

    protected override StreamsGroupDescribeRequest Build(Side side) => new() { GroupIds = [.. _groups.Select(side.Full)], IncludeAuthorizedOperations = _includesOperations };

    // Kafka shows the sizes of internal topics from the second change on.
    protected override void Keep(Side side, StreamsGroupDescribeResponse response)
    {
        foreach (var topic in response.Groups.SelectMany(group => group.Topology?.Subtopologies ?? []).SelectMany(subtopology => subtopology.StateChangelogTopics))
        {
            topic.Partitions = 0;
        }
    }
}
