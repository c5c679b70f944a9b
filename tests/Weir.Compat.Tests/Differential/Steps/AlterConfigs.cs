using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>AlterConfigs, which replaces all settings of a resource.</summary>
internal sealed class AlterConfigs : RequestStep<AlterConfigsRequest, AlterConfigsResponse>
{
    private readonly bool _validateOnly;
    private readonly List<(sbyte Type, string Name, List<(string Key, string? Value)> Settings)> _resources;

    public AlterConfigs(Dice dice, Func<Dice, (sbyte Type, string Name)>? drawResource = null)
        : base(dice)
    {
        _resources = [.. dice.Some(dice.Mostly(1, 2), () => Draw(dice, drawResource ?? Resources.DrawChangeable)).DistinctBy(r => (r.Item1, r.Item2))];
        _validateOnly = dice.Chance(20);
    }

    protected override AlterConfigsRequest Build(Side side) => new()
    {
        ValidateOnly = _validateOnly,
        Resources = _resources.ConvertAll(r => new AlterConfigsRequest.AlterConfigsResource
        {
            ResourceType = r.Type,
            ResourceName = Resources.NameOf(side, r.Type, r.Name),
            Configs = r.Settings.ConvertAll(c => new AlterConfigsRequest.AlterableConfig { Name = c.Key, Value = c.Value }),
        }),
    };

    protected override Task LearnAsync(Side side, AlterConfigsRequest request, AlterConfigsResponse response) => side.SettleMetadataAsync();

    public override Task TakeBackAsync(Side side) =>
        BrokerSettings.TakeBackAsync(side, _resources.Where(r => r.Type == Resources.Broker).SelectMany(r => r.Settings.Select(c => (r.Name, c.Key))));

    private static (sbyte Type, string Name, List<(string Key, string? Value)> Settings) Draw(Dice dice, Func<Dice, (sbyte Type, string Name)> drawResource)
    {
        var (type, name) = drawResource(dice);
        return (type, name, [.. dice.Some(type == Resources.ClientMetrics ? 1 : 2, () => Resources.DrawSetting(dice, type)).DistinctBy(s => s.Name)]);
    }
}
