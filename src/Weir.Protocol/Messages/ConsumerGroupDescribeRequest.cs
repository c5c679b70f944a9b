namespace Weir.Protocol.Messages;

/// <summary>ConsumerGroupDescribe request (API key 69), versions 0 to 1.</summary>
[Message(ApiKey.ConsumerGroupDescribe, MessageKind.Request, 0, 1, FlexibleFrom = 0)]
public sealed partial class ConsumerGroupDescribeRequest
{
    public List<string> GroupIds { get; set; } = [];

    public bool IncludeAuthorizedOperations { get; set; }
}
