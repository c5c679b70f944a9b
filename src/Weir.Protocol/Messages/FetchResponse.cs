namespace Weir.Protocol.Messages;

/// <summary>Fetch response (API key 1), versions 4 to 18.</summary>
[Message(ApiKey.Fetch, MessageKind.Response, 4, 18, FlexibleFrom = 12)]
public sealed partial class FetchResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 7)]
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 7)]
    public int SessionId { get; set; }

    public List<FetchableTopicResponse> Responses { get; set; } = [];

    [Field(Since = 16, Tag = 0)]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    public sealed partial class FetchableTopicResponse
    {
        [Field(Until = 12)]
        public string Topic { get; set; } = "";

        [Field(Since = 13)]
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

        public long HighWatermark { get; set; }

        public long LastStableOffset { get; set; } = -1;

        [Field(Since = 5)]
        public long LogStartOffset { get; set; } = -1;

        [Field(Since = 12, Tag = 0)]
        public EpochEndOffset DivergingEpoch { get; set; } = new();

        [Field(Since = 12, Tag = 1)]
        public LeaderIdAndEpoch CurrentLeader { get; set; } = new();

        [Field(Since = 12, Tag = 2)]
        public SnapshotId SnapshotId { get; set; } = new();

        public List<AbortedTransaction>? AbortedTransactions { get; set; } = [];

        [Field(Since = 11)]
        public int PreferredReadReplica { get; set; } = -1;

        [Records]
        public ReadOnlyMemory<byte>? Records { get; set; }
    }

    public sealed partial class EpochEndOffset
    {
        public int Epoch { get; set; } = -1;

        public long EndOffset { get; set; } = -1;
    }

    public sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; } = -1;

        public int LeaderEpoch { get; set; } = -1;
    }

    public sealed partial class SnapshotId
    {
        public long EndOffset { get; set; } = -1;

        public int Epoch { get; set; } = -1;
    }

    public sealed partial class AbortedTransaction
    {
        public long ProducerId { get; set; }

        public long FirstOffset { get; set; }
    }
}
