namespace Weir.Protocol.Messages;

/// <summary>AlterConfigs response (API key 33), versions 0 to 2.</summary>
[Message(ApiKey.AlterConfigs, MessageKind.Response, 0, 2, FlexibleFrom = 2)]
public sealed partial class AlterConfigsResponse : IThrottledResponse
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
