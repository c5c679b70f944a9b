namespace Weir.Protocol.Messages;

/// <summary>ListGroups response (API key 16), versions 0 to 5.</summary>
[Message(ApiKey.ListGroups, MessageKind.Response, 0, 5, FlexibleFrom = 3)]
public sealed partial class ListGroupsResponse : IErrorResponse, IThrottledResponse
{
    [Field(Since = 1)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<ListedGroup> Groups { get; set; } = [];

    public sealed partial class ListedGroup
    {
        public string GroupId { get; set; } = "";

        public string ProtocolType { get; set; } = "";

        [Field(Since = 4)]
        public string GroupState { get; set; } = "";

        [Field(Since = 5)]
        public string GroupType { get; set; } = "";
    }
}
