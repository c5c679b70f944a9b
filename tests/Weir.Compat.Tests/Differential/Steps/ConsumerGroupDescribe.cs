using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ConsumerGroupDescribe of groups of every kind.</summary>
internal sealed class ConsumerGroupDescribe(Dice dice) : RequestStep<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(dice)
{
    private readonly List<string> _groups = [.. dice.Some(2, () => dice.Mostly(dice.Pick("c0", "c1"), "g0", "a0", "s0", "nothing", "")).Distinct()];
    private readonly bool _includesOperations = dice.Chance(20);

    protected override ConsumerGroupDescribeRequest Build(Side side) => new() { GroupIds = [.. _groups.Select(side.Full)], IncludeAuthorizedOperations = _includesOperations };
}
