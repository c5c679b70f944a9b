namespace Weir.Protocol.Messages;

/// <summary>ShareAcknowledge response (API key 79), versions 1 to 2.</summary>
[Message(ApiKey.ShareAcknowledge, MessageKind.Response, 1, 2, FlexibleFrom = 1)]
public sealed partial class ShareAcknowledgeResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    [Field(Since = 2)]
    public int AcquisitionLockTimeoutMs { get; set; }

    public List<ShareAcknowledgeTopicResponse> Responses { get; set; } = [];

    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    public sealed partial class ShareAcknowledgeTopicResponse
    {
        public Guid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    public sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public string? Rack { get; set; }
    }

    public sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        public LeaderIdAndEpoch CurrentLeader { get; set; } = new();
    }

    public sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }
    }
}
