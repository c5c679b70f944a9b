namespace Weir.Protocol.Messages;

/// <summary>ConsumerGroupHeartbeat request (API key 68), versions 0 to 1.</summary>
[Message(ApiKey.ConsumerGroupHeartbeat, MessageKind.Request, 0, 1, FlexibleFrom = 0)]
public sealed partial class ConsumerGroupHeartbeatRequest
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";

    public int MemberEpoch { get; set; }

    public string? InstanceId { get; set; }

    public string? RackId { get; set; }

    public int RebalanceTimeoutMs { get; set; } = -1;

    public List<string>? SubscribedTopicNames { get; set; }

    [Field(Since = 1)]
    public string? SubscribedTopicRegex { get; set; }

    public string? ServerAssignor { get; set; }

    public List<TopicPartitionsData>? TopicPartitions { get; set; }

    public sealed partial class TopicPartitionsData
    {
        public Guid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}
