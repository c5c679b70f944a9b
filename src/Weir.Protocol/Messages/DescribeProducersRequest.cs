namespace Weir.Protocol.Messages;

/// <summary>DescribeProducers request (API key 61), versions 0 to 0.</summary>
[Message(ApiKey.DescribeProducers, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class DescribeProducersRequest
{
    public List<TopicRequest> Topics { get; set; } = [];

    public sealed partial class TopicRequest
    {
        public string Name { get; set; } = "";

        public List<int> PartitionIndexes { get; set; } = [];
    }
}
