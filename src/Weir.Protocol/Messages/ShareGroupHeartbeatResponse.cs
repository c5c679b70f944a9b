namespace Weir.Protocol.Messages;

/// <summary>ShareGroupHeartbeat response (API key 76), versions 1 to 1.</summary>
[Message(ApiKey.ShareGroupHeartbeat, MessageKind.Response, 1, 1, FlexibleFrom = 1)]
public sealed partial class ShareGroupHeartbeatResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public string? MemberId { get; set; }

    public int MemberEpoch { get; set; }

    public int HeartbeatIntervalMs { get; set; }

    public AssignmentData? Assignment { get; set; }

    public sealed partial class AssignmentData
    {
        public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    public sealed partial class TopicPartitions
    {
        public Guid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}
