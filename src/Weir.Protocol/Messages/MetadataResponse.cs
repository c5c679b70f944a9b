namespace Weir.Protocol.Messages;

/// <summary>Metadata response (API key 3), versions 0 to 13.</summary>
[Message(ApiKey.Metadata, MessageKind.Response, 0, 13, FlexibleFrom = 9)]
public sealed partial class MetadataResponse : IErrorResponse, IThrottledResponse
{
    [Field(Since = 3)]
    public int ThrottleTimeMs { get; set; }

    public List<MetadataResponseBroker> Brokers { get; set; } = [];

    [Field(Since = 2)]
    public string? ClusterId { get; set; }

    [Field(Since = 1)]
    public int ControllerId { get; set; } = -1;

    public List<MetadataResponseTopic> Topics { get; set; } = [];

    [Field(Since = 8, Until = 10)]
    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    [Field(Since = 13)]
    public ErrorCode ErrorCode { get; set; }

    public sealed partial class MetadataResponseBroker
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        [Field(Since = 1)]
        public string? Rack { get; set; }
    }

    public sealed partial class MetadataResponseTopic
    {
        public ErrorCode ErrorCode { get; set; }

        [Field(NullableSince = 12)]
        public string? Name { get; set; } = "";

        [Field(Since = 10)]
        public Guid TopicId { get; set; }

        [Field(Since = 1)]
        public bool IsInternal { get; set; }

        public List<MetadataResponsePartition> Partitions { get; set; } = [];

        [Field(Since = 8)]
        public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    public sealed partial class MetadataResponsePartition
    {
        public ErrorCode ErrorCode { get; set; }

        public int PartitionIndex { get; set; }

        public int LeaderId { get; set; }

        [Field(Since = 7)]
        public int LeaderEpoch { get; set; } = -1;

        public List<int> ReplicaNodes { get; set; } = [];

        public List<int> IsrNodes { get; set; } = [];

        [Field(Since = 5)]
        public List<int> OfflineReplicas { get; set; } = [];
    }
}
