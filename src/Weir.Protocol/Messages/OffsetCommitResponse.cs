namespace Weir.Protocol.Messages;

/// <summary>OffsetCommit response (API key 8), versions 2 to 10.</summary>
[Message(ApiKey.OffsetCommit, MessageKind.Response, 2, 10, FlexibleFrom = 8)]
public sealed partial class OffsetCommitResponse : IThrottledResponse
{
    [Field(Since = 3)]
    public int ThrottleTimeMs { get; set; }

    public List<OffsetCommitResponseTopic> Topics { get; set; } = [];

    public sealed partial class OffsetCommitResponseTopic
    {
        [Field(Until = 9)]
        public string Name { get; set; } = "";

        [Field(Since = 10)]
        public Guid TopicId { get; set; }

        public List<OffsetCommitResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetCommitResponsePartition
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
