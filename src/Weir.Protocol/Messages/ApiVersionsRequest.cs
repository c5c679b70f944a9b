namespace Weir.Protocol.Messages;

/// <summary>ApiVersions request (API key 18), versions 0 to 4.</summary>
[Message(ApiKey.ApiVersions, MessageKind.Request, 0, 4, FlexibleFrom = 3)]
public sealed partial class ApiVersionsRequest
{
    [Field(Since = 3)]
    public string ClientSoftwareName { get; set; } = "";

    [Field(Since = 3)]
    public string ClientSoftwareVersion { get; set; } = "";
}
