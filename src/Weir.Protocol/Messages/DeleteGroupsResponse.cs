namespace Weir.Protocol.Messages;

/// <summary>DeleteGroups response (API key 42), versions 0 to 2.</summary>
[Message(ApiKey.DeleteGroups, MessageKind.Response, 0, 2, FlexibleFrom = 2)]
public sealed partial class DeleteGroupsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<DeletableGroupResult> Results { get; set; } = [];

    public sealed partial class DeletableGroupResult
    {
        public string GroupId { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }
    }
}
