namespace Weir.Protocol.Messages;

/// <summary>SyncGroup request (API key 14), versions 0 to 5.</summary>
[Message(ApiKey.SyncGroup, MessageKind.Request, 0, 5, FlexibleFrom = 4)]
public sealed partial class SyncGroupRequest
{
    public string GroupId { get; set; } = "";

    public int GenerationId { get; set; }

    public string MemberId { get; set; } = "";

    [Field(Since = 3)]
    public string? GroupInstanceId { get; set; }

    [Field(Since = 5)]
    public string? ProtocolType { get; set; }

    [Field(Since = 5)]
    public string? ProtocolName { get; set; }

    public List<SyncGroupRequestAssignment> Assignments { get; set; } = [];

    public sealed partial class SyncGroupRequestAssignment
    {
        public string MemberId { get; set; } = "";

        public ReadOnlyMemory<byte> Assignment { get; set; }
    }
}
