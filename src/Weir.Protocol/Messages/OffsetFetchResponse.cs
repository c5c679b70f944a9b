namespace Weir.Protocol.Messages;

/// <summary>OffsetFetch response (API key 9), versions 1 to 10.</summary>
[Message(ApiKey.OffsetFetch, MessageKind.Response, 1, 10, FlexibleFrom = 6)]
public sealed partial class OffsetFetchResponse : IErrorResponse, IThrottledResponse
{
    [Field(Since = 3)]
    public int ThrottleTimeMs { get; set; }

    [Field(Until = 7)]
    public List<OffsetFetchResponseTopic> Topics { get; set; } = [];

    [Field(Since = 2, Until = 7)]
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 8)]
    public List<OffsetFetchResponseGroup> Groups { get; set; } = [];

    public sealed partial class OffsetFetchResponseTopic
    {
        public string Name { get; set; } = "";

        public List<OffsetFetchResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetFetchResponseGroup
    {
        public string GroupId { get; set; } = "";

        public List<OffsetFetchResponseTopics> Topics { get; set; } = [];

        public ErrorCode ErrorCode { get; set; }
    }

    public sealed partial class OffsetFetchResponsePartition
    {
        public int PartitionIndex { get; set; }

        public long CommittedOffset { get; set; }

        [Field(Since = 5)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        public string? Metadata { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }
    }

    public sealed partial class OffsetFetchResponseTopics
    {
        [Field(Until = 9)]
        public string Name { get; set; } = "";

        [Field(Since = 10)]
        public Guid TopicId { get; set; }

        public List<OffsetFetchResponsePartitions> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetFetchResponsePartitions
    {
        public int PartitionIndex { get; set; }

        public long CommittedOffset { get; set; }

        public int CommittedLeaderEpoch { get; set; } = -1;

        public string? Metadata { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }
    }
}
