namespace Weir.Protocol.Messages;

/// <summary>ShareFetch response (API key 78), versions 1 to 2.</summary>
[Message(ApiKey.ShareFetch, MessageKind.Response, 1, 2, FlexibleFrom = 1)]
public sealed partial class ShareFetchResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public int AcquisitionLockTimeoutMs { get; set; }

    public List<ShareFetchableTopicResponse> Responses { get; set; } = [];

    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    public sealed partial class ShareFetchableTopicResponse
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

        public short AcknowledgeErrorCode { get; set; }

        public string? AcknowledgeErrorMessage { get; set; }

        public LeaderIdAndEpoch CurrentLeader { get; set; } = new();

        [Records]
        public ReadOnlyMemory<byte> Records { get; set; }

        public List<AcquiredRecords> AcquiredRecords { get; set; } = [];
    }

    public sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }
    }

    public sealed partial class AcquiredRecords
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public short DeliveryCount { get; set; }
    }
}
