using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ListGroups, filtered by state (KIP-518) and type (KIP-848).</summary>
internal sealed class ListGroups(Dice dice) : RequestStep<ListGroupsRequest, ListGroupsResponse>(dice)
{
    private readonly List<string> _states = dice.Chance(40) ? dice.Some(2, () => dice.Pick("Empty", "Stable", "stable", "PreparingRebalance", "Strange")) : [];
    private readonly List<string> _types = dice.Chance(40) ? dice.Some(2, () => dice.Pick("classic", "Consumer", "share", "streams", "strange")) : [];

    protected override ListGroupsRequest Build(Side side) => new() { StatesFilter = Version >= 4 ? _states : [], TypesFilter = Version >= 5 ? _types : [] };

    protected override void Keep(Side side, ListGroupsResponse response) => response.Groups.RemoveAll(g => !side.Names.IsOurs(g.GroupId));
}
