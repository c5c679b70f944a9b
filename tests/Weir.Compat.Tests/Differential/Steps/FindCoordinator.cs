using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>FindCoordinator of every kind of key, one and several.</summary>
internal sealed class FindCoordinator(Dice dice) : RequestStep<FindCoordinatorRequest, FindCoordinatorResponse>(dice)
{
    private readonly sbyte _keyType = dice.Mostly<sbyte>(dice.Pick<sbyte>(0, 1), 5);
    private readonly List<string> _keys = [.. dice.Some(2, () => dice.Pick("g0", "x0", "")).Distinct()];

    protected override FindCoordinatorRequest Build(Side side) => new() { Key = side.Full(_keys[0]), CoordinatorKeys = [.. _keys.Select(side.Full)], KeyType = _keyType };
}
