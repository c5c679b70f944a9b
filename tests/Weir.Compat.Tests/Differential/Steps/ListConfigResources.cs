using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ListConfigResources (KIP-1142) of every type.</summary>
internal sealed class ListConfigResources(Dice dice) : RequestStep<ListConfigResourcesRequest, ListConfigResourcesResponse>(dice)
{
    private readonly List<sbyte> _types = dice.Chance(30) ? [] : dice.Some(2, () => dice.Mostly(dice.Pick(Resources.Topic, Resources.Broker, Resources.ClientMetrics, Resources.Group), (sbyte)8, (sbyte)1));

    protected override ListConfigResourcesRequest Build(Side side) => new() { ResourceTypes = Version >= 1 ? _types : [] };

    protected override void Keep(Side side, ListConfigResourcesResponse response) =>
        response.ConfigResources.RemoveAll(r => !side.Names.IsOurs(r.ResourceName) || r.ResourceName == side.Full("fence"));
}
