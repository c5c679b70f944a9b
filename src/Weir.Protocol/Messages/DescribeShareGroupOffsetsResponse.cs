namespace Weir.Protocol.Messages;

/// <summary>DescribeShareGroupOffsets response (API key 90), versions 0 to 1.</summary>
[Message(ApiKey.DescribeShareGroupOffsets, MessageKind.Response, 0, 1, FlexibleFrom = 0)]
public sealed partial class DescribeShareGroupOffsetsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<DescribeShareGroupOffsetsResponseGroup> Groups { get; set; } = [];

    public sealed partial class DescribeShareGroupOffsetsResponseGroup
    {
        public string GroupId { get; set; } = "";

        public List<DescribeShareGroupOffsetsResponseTopic> Topics { get; set; } = [];

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }

    public sealed partial class DescribeShareGroupOffsetsResponseTopic
    {
        public string TopicName { get; set; } = "";

        public Guid TopicId { get; set; }

        public List<DescribeShareGroupOffsetsResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class DescribeShareGroupOffsetsResponsePartition
    {
        public int PartitionIndex { get; set; }

        public long StartOffset { get; set; }

        public int LeaderEpoch { get; set; }

        [Field(Since = 1)]
        public long Lag { get; set; } = -1;

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
