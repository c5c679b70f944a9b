namespace Weir.Protocol.Messages;

/// <summary>DescribeQuorum request (API key 55), versions 0 to 2.</summary>
[Message(ApiKey.DescribeQuorum, MessageKind.Request, 0, 2, FlexibleFrom = 0)]
public sealed partial class DescribeQuorumRequest
{
    public List<TopicData> Topics { get; set; } = [];

    public sealed partial class TopicData
    {
        public string TopicName { get; set; } = "";

        public List<PartitionData> Partitions { get; set; } = [];
    }

    public sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }
    }
}
