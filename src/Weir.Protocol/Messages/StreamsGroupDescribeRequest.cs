namespace Weir.Protocol.Messages;

/// <summary>StreamsGroupDescribe request (API key 89), versions 0 to 0.</summary>
[Message(ApiKey.StreamsGroupDescribe, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class StreamsGroupDescribeRequest
{
    public List<string> GroupIds { get; set; } = [];

    public bool IncludeAuthorizedOperations { get; set; }
}
