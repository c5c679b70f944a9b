namespace Weir.Protocol.Messages;

/// <summary>IncrementalAlterConfigs response (API key 44), versions 0 to 1.</summary>
[Message(ApiKey.IncrementalAlterConfigs, MessageKind.Response, 0, 1, FlexibleFrom = 1)]
public sealed partial class IncrementalAlterConfigsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<AlterConfigsResourceResponse> Responses { get; set; } = [];

    public sealed partial class AlterConfigsResourceResponse
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";
    }
}
