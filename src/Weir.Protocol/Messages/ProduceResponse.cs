namespace Weir.Protocol.Messages;

/// <summary>Produce response (API key 0), versions 3 to 13.</summary>
[Message(ApiKey.Produce, MessageKind.Response, 3, 13, FlexibleFrom = 9)]
public sealed partial class ProduceResponse : IThrottledResponse
{
    public List<TopicProduceResponse> Responses { get; set; } = [];

    public int ThrottleTimeMs { get; set; }

    [Field(Since = 10, Tag = 0)]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    public sealed partial class TopicProduceResponse
    {
        [Field(Until = 12)]
        public string Name { get; set; } = "";

        [Field(Since = 13)]
        public Guid TopicId { get; set; }

        public List<PartitionProduceResponse> PartitionResponses { get; set; } = [];
    }

    public sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public string? Rack { get; set; }
    }

    public sealed partial class PartitionProduceResponse
    {
        public int Index { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public long BaseOffset { get; set; }

        public long LogAppendTimeMs { get; set; } = -1;

        [Field(Since = 5)]
        public long LogStartOffset { get; set; } = -1;

        [Field(Since = 8)]
        public List<BatchIndexAndErrorMessage> RecordErrors { get; set; } = [];

        [Field(Since = 8)]
        public string? ErrorMessage { get; set; }

        [Field(Since = 10, Tag = 0)]
        public LeaderIdAndEpoch CurrentLeader { get; set; } = new();
    }

    public sealed partial class BatchIndexAndErrorMessage
    {
        public int BatchIndex { get; set; }

        public string? BatchIndexErrorMessage { get; set; }
    }

    public sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; } = -1;

        public int LeaderEpoch { get; set; } = -1;
    }
}
