using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeConfigs: single settings and all that a topic, a group or client metrics have.</summary>
internal sealed class DescribeConfigs : RequestStep<DescribeConfigsRequest, DescribeConfigsResponse>
{
    private readonly List<(sbyte Type, string Name, List<string>? Keys)> _resources;
    private readonly bool _includesSynonyms;

    public DescribeConfigs(Dice dice, Func<Dice, (sbyte Type, string Name)>? drawResource = null)
        : base(dice)
    {
        _includesSynonyms = dice.Chance(50);
        _resources = [.. dice.Some(2, () => Draw(dice, drawResource ?? Resources.Draw)).DistinctBy(r => (r.Item1, r.Item2))];
    }

    protected override DescribeConfigsRequest Build(Side side) => new()
    {
        IncludeSynonyms = _includesSynonyms,
        Resources = _resources.ConvertAll(r => new DescribeConfigsRequest.DescribeConfigsResource { ResourceType = r.Type, ResourceName = Resources.NameOf(side, r.Type, r.Name), ConfigurationKeys = r.Keys }),
    };

    // The settings of the broker itself are compared, one by one, by ConfigParityTests.
    private static (sbyte Type, string Name, List<string>? Keys) Draw(Dice dice, Func<Dice, (sbyte Type, string Name)> drawResource)
    {
        var (type, name) = drawResource(dice);
        return (type, name, type != Resources.Broker && dice.Chance(60) ? null : dice.Some(2, () => Resources.DrawSetting(dice, type).Name));
    }
}
