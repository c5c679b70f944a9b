namespace Weir.Protocol.Messages;

/// <summary>Heartbeat request (API key 12), versions 0 to 4.</summary>
[Message(ApiKey.Heartbeat, MessageKind.Request, 0, 4, FlexibleFrom = 4)]
public sealed partial class HeartbeatRequest
{
    public string GroupId { get; set; } = "";

    public int GenerationId { get; set; }

    public string MemberId { get; set; } = "";

    [Field(Since = 3)]
    public string? GroupInstanceId { get; set; }
}
