namespace Weir.Protocol.Messages;

/// <summary>LeaveGroup request (API key 13), versions 0 to 5.</summary>
[Message(ApiKey.LeaveGroup, MessageKind.Request, 0, 5, FlexibleFrom = 4)]
public sealed partial class LeaveGroupRequest
{
    public string GroupId { get; set; } = "";

    [Field(Until = 2)]
    public string MemberId { get; set; } = "";

    [Field(Since = 3)]
    public List<MemberIdentity> Members { get; set; } = [];

    public sealed partial class MemberIdentity
    {
        public string MemberId { get; set; } = "";

        public string? GroupInstanceId { get; set; }

        [Field(Since = 5)]
        public string? Reason { get; set; }
    }
}
