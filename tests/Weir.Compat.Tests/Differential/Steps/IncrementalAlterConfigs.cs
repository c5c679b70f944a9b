using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>IncrementalAlterConfigs: set, delete, append and subtract, right and wrong.</summary>
internal sealed class IncrementalAlterConfigs : RequestStep<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>
{
    private readonly bool _validateOnly;
    private readonly List<(sbyte Type, string Name, List<(sbyte Operation, string Key, string? Value)> Changes)> _resources;

    public IncrementalAlterConfigs(Dice dice, Func<Dice, (sbyte Type, string Name)>? drawResource = null)
        : base(dice)
    {
        _resources = [.. dice.Some(dice.Mostly(1, 2), () => Draw(dice, drawResource ?? Resources.DrawChangeable)).DistinctBy(r => (r.Item1, r.Item2))];
        _validateOnly = dice.Chance(20);
    }

    protected override IncrementalAlterConfigsRequest Build(Side side) => new()
    {
        ValidateOnly = _validateOnly,
        Resources = _resources.ConvertAll(r => new IncrementalAlterConfigsRequest.AlterConfigsResource
        {
            ResourceType = r.Type,
            ResourceName = Resources.NameOf(side, r.Type, r.Name),
            Configs = r.Changes.ConvertAll(c => new IncrementalAlterConfigsRequest.AlterableConfig { Name = c.Key, ConfigOperation = c.Operation, Value = c.Value }),
        }),
    };

    protected override Task LearnAsync(Side side, IncrementalAlterConfigsRequest request, IncrementalAlterConfigsResponse response) => side.SettleMetadataAsync();

    public override Task TakeBackAsync(Side side) =>
        BrokerSettings.TakeBackAsync(side, _resources.Where(r => r.Type == Resources.Broker).SelectMany(r => r.Changes.Select(c => (r.Name, c.Key))));

    private static (sbyte Type, string Name, List<(sbyte Operation, string Key, string? Value)> Changes) Draw(Dice dice, Func<Dice, (sbyte Type, string Name)> drawResource)
    {
        var (type, name) = drawResource(dice);
        return (type, name, dice.Some(type == Resources.ClientMetrics ? 1 : 2, () =>
        {
            var (key, value) = Resources.DrawSetting(dice, type);
            return (dice.Mostly<sbyte>(dice.Pick<sbyte>(0, 0, 1), 2, 3), key, value);
        }));
    }
}
