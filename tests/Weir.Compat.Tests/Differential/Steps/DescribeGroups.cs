using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeGroups of groups of every kind.</summary>
internal sealed class DescribeGroups(Dice dice) : RequestStep<DescribeGroupsRequest, DescribeGroupsResponse>(dice)
{
    private readonly List<string> _groups = [.. dice.Some(2, () => dice.Mostly(dice.Pick("g0", "g1"), "c0", "a0", "s0", "nothing", "")).Distinct()];
    private readonly bool _includesOperations = dice.Chance(20);

    protected override DescribeGroupsRequest Build(Side side) => new() { Groups = [.. _groups.Select(side.Full)], IncludeAuthorizedOperations = Version >= 3 && _includesOperations };
}
