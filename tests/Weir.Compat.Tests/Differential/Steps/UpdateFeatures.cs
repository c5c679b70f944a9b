using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>UpdateFeatures, only validated: levels that are, that are not, and of features that nobody knows.</summary>
internal sealed class UpdateFeatures : RequestStep<UpdateFeaturesRequest, UpdateFeaturesResponse>
{
    private readonly List<UpdateFeaturesRequest.FeatureUpdateKey> _updates;

    public UpdateFeatures(Dice dice)
        : base(dice)
    {
        Version = (short)dice.Between(1, 2); // version 0 cannot only validate
        _updates = [new() { Feature = dice.Mostly(dice.Pick("transaction.version", "group.version"), "no.such", ""), MaxVersionLevel = dice.Pick<short>(1, 2, 99, -1), UpgradeType = dice.Mostly<sbyte>(1, 0, 5) }];
    }

    protected override UpdateFeaturesRequest Build(Side side) => new() { ValidateOnly = true, TimeoutMs = 30_000, FeatureUpdates = _updates };
}
