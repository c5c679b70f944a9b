namespace Weir.Protocol.Messages;

/// <summary>UpdateFeatures request (API key 57), versions 0 to 2.</summary>
[Message(ApiKey.UpdateFeatures, MessageKind.Request, 0, 2, FlexibleFrom = 0)]
public sealed partial class UpdateFeaturesRequest
{
    public int TimeoutMs { get; set; } = 60000;

    public List<FeatureUpdateKey> FeatureUpdates { get; set; } = [];

    [Field(Since = 1)]
    public bool ValidateOnly { get; set; }

    public sealed partial class FeatureUpdateKey
    {
        public string Feature { get; set; } = "";

        public short MaxVersionLevel { get; set; }

        [Field(Until = 0)]
        public bool AllowDowngrade { get; set; }

        [Field(Since = 1)]
        public sbyte UpgradeType { get; set; } = 1;
    }
}
