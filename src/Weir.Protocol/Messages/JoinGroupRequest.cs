namespace Weir.Protocol.Messages;

/// <summary>JoinGroup request (API key 11), versions 0 to 9.</summary>
[Message(ApiKey.JoinGroup, MessageKind.Request, 0, 9, FlexibleFrom = 6)]
public sealed partial class JoinGroupRequest
{
    public string GroupId { get; set; } = "";

    public int SessionTimeoutMs { get; set; }

    [Field(Since = 1)]
    public int RebalanceTimeoutMs { get; set; } = -1;

    public string MemberId { get; set; } = "";

    [Field(Since = 5)]
    public string? GroupInstanceId { get; set; }

    public string ProtocolType { get; set; } = "";

    public List<JoinGroupRequestProtocol> Protocols { get; set; } = [];

    [Field(Since = 8)]
    public string? Reason { get; set; }

    public sealed partial class JoinGroupRequestProtocol
    {
        public string Name { get; set; } = "";

        public ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
