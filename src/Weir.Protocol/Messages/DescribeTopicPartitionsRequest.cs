namespace Weir.Protocol.Messages;

/// <summary>DescribeTopicPartitions request (API key 75), versions 0 to 0.</summary>
[Message(ApiKey.DescribeTopicPartitions, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class DescribeTopicPartitionsRequest
{
    public List<TopicRequest> Topics { get; set; } = [];

    public int ResponsePartitionLimit { get; set; } = 2000;

    public CursorData? Cursor { get; set; }

    public sealed partial class TopicRequest
    {
        public string Name { get; set; } = "";
    }

    public sealed partial class CursorData
    {
        public string TopicName { get; set; } = "";

        public int PartitionIndex { get; set; }
    }
}
