namespace Weir.Protocol.Messages;

/// <summary>CreateAcls response (API key 30), versions 1 to 3.</summary>
[Message(ApiKey.CreateAcls, MessageKind.Response, 1, 3, FlexibleFrom = 2)]
public sealed partial class CreateAclsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<AclCreationResult> Results { get; set; } = [];

    public sealed partial class AclCreationResult
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
