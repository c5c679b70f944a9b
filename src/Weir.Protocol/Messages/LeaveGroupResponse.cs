namespace Weir.Protocol.Messages;

/// <summary>LeaveGroup response (API key 13), versions 0 to 5.</summary>
[Message(ApiKey.LeaveGroup, MessageKind.Response, 0, 5, FlexibleFrom = 4)]
public sealed partial class LeaveGroupResponse : IErrorResponse, IThrottledResponse
{
    [Field(Since = 1)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 3)]
    public List<MemberResponse> Members { get; set; } = [];

    public sealed partial class MemberResponse
    {
        public string MemberId { get; set; } = "";

        public string? GroupInstanceId { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }
    }
}
