namespace Weir.Protocol.Messages;

/// <summary>ShareGroupDescribe request (API key 77), versions 1 to 1.</summary>
[Message(ApiKey.ShareGroupDescribe, MessageKind.Request, 1, 1, FlexibleFrom = 1)]
public sealed partial class ShareGroupDescribeRequest
{
    public List<string> GroupIds { get; set; } = [];

    public bool IncludeAuthorizedOperations { get; set; }
}
