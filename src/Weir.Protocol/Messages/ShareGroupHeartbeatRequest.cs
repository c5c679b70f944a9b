namespace Weir.Protocol.Messages;

/// <summary>ShareGroupHeartbeat request (API key 76), versions 1 to 1.</summary>
[Message(ApiKey.ShareGroupHeartbeat, MessageKind.Request, 1, 1, FlexibleFrom = 1)]
public sealed partial class ShareGroupHeartbeatRequest
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";

    public int MemberEpoch { get; set; }

    public string? RackId { get; set; }

    public List<string>? SubscribedTopicNames { get; set; }
}
