namespace Weir.Protocol.Messages;

/// <summary>ShareFetch request (API key 78), versions 1 to 2.</summary>
[Message(ApiKey.ShareFetch, MessageKind.Request, 1, 2, FlexibleFrom = 1)]
public sealed partial class ShareFetchRequest
{
    public string? GroupId { get; set; }

    public string? MemberId { get; set; } = "";

    public int ShareSessionEpoch { get; set; }

    public int MaxWaitMs { get; set; }

    public int MinBytes { get; set; }

    public int MaxBytes { get; set; } = int.MaxValue;

    public int MaxRecords { get; set; }

    public int BatchSize { get; set; }

    [Field(Since = 2)]
    public sbyte ShareAcquireMode { get; set; }

    [Field(Since = 2)]
    public bool IsRenewAck { get; set; }

    public List<FetchTopic> Topics { get; set; } = [];

    public List<ForgottenTopic> ForgottenTopicsData { get; set; } = [];

    public sealed partial class FetchTopic
    {
        public Guid TopicId { get; set; }

        public List<FetchPartition> Partitions { get; set; } = [];
    }

    public sealed partial class ForgottenTopic
    {
        public Guid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }

    public sealed partial class FetchPartition
    {
        public int PartitionIndex { get; set; }

        public List<AcknowledgementBatch> AcknowledgementBatches { get; set; } = [];
    }

    public sealed partial class AcknowledgementBatch
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public List<sbyte> AcknowledgeTypes { get; set; } = [];
    }
}
