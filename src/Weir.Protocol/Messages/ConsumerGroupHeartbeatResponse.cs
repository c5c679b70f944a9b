namespace Weir.Protocol.Messages;

/// <summary>ConsumerGroupHeartbeat response (API key 68), versions 0 to 1.</summary>
[Message(ApiKey.ConsumerGroupHeartbeat, MessageKind.Response, 0, 1, FlexibleFrom = 0)]
public sealed partial class ConsumerGroupHeartbeatResponse : IErrorResponse, IThrottledResponse
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
