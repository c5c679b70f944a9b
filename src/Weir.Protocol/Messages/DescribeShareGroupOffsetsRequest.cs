namespace Weir.Protocol.Messages;

/// <summary>DescribeShareGroupOffsets request (API key 90), versions 0 to 1.</summary>
[Message(ApiKey.DescribeShareGroupOffsets, MessageKind.Request, 0, 1, FlexibleFrom = 0)]
public sealed partial class DescribeShareGroupOffsetsRequest
{
    public List<DescribeShareGroupOffsetsRequestGroup> Groups { get; set; } = [];

    public sealed partial class DescribeShareGroupOffsetsRequestGroup
    {
        public string GroupId { get; set; } = "";

        public List<DescribeShareGroupOffsetsRequestTopic>? Topics { get; set; } = [];
    }

    public sealed partial class DescribeShareGroupOffsetsRequestTopic
    {
        public string TopicName { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
