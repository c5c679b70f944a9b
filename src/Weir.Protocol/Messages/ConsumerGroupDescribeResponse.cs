namespace Weir.Protocol.Messages;

/// <summary>ConsumerGroupDescribe response (API key 69), versions 0 to 1.</summary>
[Message(ApiKey.ConsumerGroupDescribe, MessageKind.Response, 0, 1, FlexibleFrom = 0)]
public sealed partial class ConsumerGroupDescribeResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<DescribedGroup> Groups { get; set; } = [];

    public sealed partial class DescribedGroup
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        public string GroupId { get; set; } = "";

        public string GroupState { get; set; } = "";

        public int GroupEpoch { get; set; }

        public int AssignmentEpoch { get; set; }

        public string AssignorName { get; set; } = "";

        public List<Member> Members { get; set; } = [];

        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    public sealed partial class Member
    {
        public string MemberId { get; set; } = "";

        public string? InstanceId { get; set; }

        public string? RackId { get; set; }

        public int MemberEpoch { get; set; }

        public string ClientId { get; set; } = "";

        public string ClientHost { get; set; } = "";

        public List<string> SubscribedTopicNames { get; set; } = [];

        public string? SubscribedTopicRegex { get; set; }

        public Assignment Assignment { get; set; } = new();

        public Assignment TargetAssignment { get; set; } = new();

        [Field(Since = 1)]
        public sbyte MemberType { get; set; } = -1;
    }

    public sealed partial class Assignment
    {
        public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    public sealed partial class TopicPartitions
    {
        public Guid TopicId { get; set; }

        public string TopicName { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
