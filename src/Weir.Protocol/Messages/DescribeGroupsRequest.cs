namespace Weir.Protocol.Messages;

/// <summary>DescribeGroups request (API key 15), versions 0 to 6.</summary>
[Message(ApiKey.DescribeGroups, MessageKind.Request, 0, 6, FlexibleFrom = 5)]
public sealed partial class DescribeGroupsRequest
{
    public List<string> Groups { get; set; } = [];

    [Field(Since = 3)]
    public bool IncludeAuthorizedOperations { get; set; }
}
