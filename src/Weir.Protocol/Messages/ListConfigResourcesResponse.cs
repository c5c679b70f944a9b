namespace Weir.Protocol.Messages;

/// <summary>ListConfigResources response (API key 74), versions 0 to 1.</summary>
[Message(ApiKey.ListConfigResources, MessageKind.Response, 0, 1, FlexibleFrom = 0)]
public sealed partial class ListConfigResourcesResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<ConfigResource> ConfigResources { get; set; } = [];

    public sealed partial class ConfigResource
    {
        public string ResourceName { get; set; } = "";

        [Field(Since = 1)]
        public sbyte ResourceType { get; set; } = 16;
    }
}
