namespace Weir.Protocol.Messages;

/// <summary>JoinGroup response (API key 11), versions 0 to 9.</summary>
[Message(ApiKey.JoinGroup, MessageKind.Response, 0, 9, FlexibleFrom = 6)]
public sealed partial class JoinGroupResponse : IErrorResponse, IThrottledResponse
{
    [Field(Since = 2)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public int GenerationId { get; set; } = -1;

    [Field(Since = 7)]
    public string? ProtocolType { get; set; }

    [Field(NullableSince = 7)]
    public string? ProtocolName { get; set; } = "";

    public string Leader { get; set; } = "";

    [Field(Since = 9)]
    public bool SkipAssignment { get; set; }

    public string MemberId { get; set; } = "";

    public List<JoinGroupResponseMember> Members { get; set; } = [];

    public sealed partial class JoinGroupResponseMember
    {
        public string MemberId { get; set; } = "";

        [Field(Since = 5)]
        public string? GroupInstanceId { get; set; }

        public ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
