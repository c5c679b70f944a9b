using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DeleteGroups, empty ones and others.</summary>
internal sealed class DeleteGroups(Dice dice) : RequestStep<DeleteGroupsRequest, DeleteGroupsResponse>(dice)
{
    private readonly List<string> _groups = [.. dice.Some(2, () => dice.Mostly(dice.Pick("g0", "g1", "c0"), "a0", "s0", "nothing", "")).Distinct()];

    protected override DeleteGroupsRequest Build(Side side) => new() { GroupsNames = [.. _groups.Select(side.Full)] };
}
