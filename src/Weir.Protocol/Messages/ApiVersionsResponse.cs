namespace Weir.Protocol.Messages;

/// <summary>ApiVersions response (API key 18), versions 0 to 4.</summary>
[Message(ApiKey.ApiVersions, MessageKind.Response, 0, 4, FlexibleFrom = 3)]
public sealed partial class ApiVersionsResponse : IErrorResponse, IThrottledResponse
{
    public ErrorCode ErrorCode { get; set; }

    public List<ApiVersion> ApiKeys { get; set; } = [];

    [Field(Since = 1)]
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 3, Tag = 0)]
    public List<SupportedFeatureKey> SupportedFeatures { get; set; } = [];

    [Field(Since = 3, Tag = 1)]
    public long FinalizedFeaturesEpoch { get; set; } = -1;

    [Field(Since = 3, Tag = 2)]
    public List<FinalizedFeatureKey> FinalizedFeatures { get; set; } = [];

    [Field(Since = 3, Tag = 3)]
    public bool ZkMigrationReady { get; set; }

    public sealed partial class ApiVersion
    {
        public short ApiKey { get; set; }

        public short MinVersion { get; set; }

        public short MaxVersion { get; set; }
    }

    public sealed partial class SupportedFeatureKey
    {
        public string Name { get; set; } = "";

        public short MinVersion { get; set; }

        public short MaxVersion { get; set; }
    }

    public sealed partial class FinalizedFeatureKey
    {
        public string Name { get; set; } = "";

        public short MaxVersionLevel { get; set; }

        public short MinVersionLevel { get; set; }
    }
}
