namespace Weir.Protocol.Messages;

/// <summary>DescribeTopicPartitions response (API key 75), versions 0 to 0.</summary>
[Message(ApiKey.DescribeTopicPartitions, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class DescribeTopicPartitionsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<DescribeTopicPartitionsResponseTopic> Topics { get; set; } = [];

    public Cursor? NextCursor { get; set; }

    public sealed partial class DescribeTopicPartitionsResponseTopic
    {
        public ErrorCode ErrorCode { get; set; }

        public string? Name { get; set; } = "";

        public Guid TopicId { get; set; }

        public bool IsInternal { get; set; }

        public List<DescribeTopicPartitionsResponsePartition> Partitions { get; set; } = [];

        public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    public sealed partial class Cursor
    {
        public string TopicName { get; set; } = "";

        public int PartitionIndex { get; set; }
    }

    public sealed partial class DescribeTopicPartitionsResponsePartition
    {
        public ErrorCode ErrorCode { get; set; }

        public int PartitionIndex { get; set; }

        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; } = -1;

        public List<int> ReplicaNodes { get; set; } = [];

        public List<int> IsrNodes { get; set; } = [];

        public List<int>? EligibleLeaderReplicas { get; set; }

        public List<int>? LastKnownElr { get; set; }

        public List<int> OfflineReplicas { get; set; } = [];
    }
}
