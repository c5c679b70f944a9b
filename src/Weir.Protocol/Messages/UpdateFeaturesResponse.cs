namespace Weir.Protocol.Messages;

/// <summary>UpdateFeatures response (API key 57), versions 0 to 2.</summary>
[Message(ApiKey.UpdateFeatures, MessageKind.Response, 0, 2, FlexibleFrom = 0)]
public sealed partial class UpdateFeaturesResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    [Field(Until = 1)]
    public List<UpdatableFeatureResult> Results { get; set; } = [];

    public sealed partial class UpdatableFeatureResult
    {
        public string Feature { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
