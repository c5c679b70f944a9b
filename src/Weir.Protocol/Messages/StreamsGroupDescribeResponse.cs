namespace Weir.Protocol.Messages;

/// <summary>StreamsGroupDescribe response (API key 89), versions 0 to 0.</summary>
[Message(ApiKey.StreamsGroupDescribe, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class StreamsGroupDescribeResponse : IThrottledResponse
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

        public Topology? Topology { get; set; }

        public List<Member> Members { get; set; } = [];

        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    public sealed partial class Topology
    {
        public int Epoch { get; set; }

        public List<Subtopology>? Subtopologies { get; set; }
    }

    public sealed partial class Member
    {
        public string MemberId { get; set; } = "";

        public int MemberEpoch { get; set; }

        public string? InstanceId { get; set; }

        public string? RackId { get; set; }

        public string ClientId { get; set; } = "";

        public string ClientHost { get; set; } = "";

        public int TopologyEpoch { get; set; }

        public string ProcessId { get; set; } = "";

        public Endpoint? UserEndpoint { get; set; }

        public List<KeyValue> ClientTags { get; set; } = [];

        public List<TaskOffset> TaskOffsets { get; set; } = [];

        public List<TaskOffset> TaskEndOffsets { get; set; } = [];

        public Assignment Assignment { get; set; } = new();

        public Assignment TargetAssignment { get; set; } = new();

        public bool IsClassic { get; set; }
    }

    public sealed partial class Subtopology
    {
        public string SubtopologyId { get; set; } = "";

        public List<string> SourceTopics { get; set; } = [];

        public List<string> RepartitionSinkTopics { get; set; } = [];

        public List<TopicInfo> StateChangelogTopics { get; set; } = [];

        public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];
    }

    public sealed partial class Endpoint
    {
        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    public sealed partial class KeyValue
    {
        public string Key { get; set; } = "";

        public string Value { get; set; } = "";
    }

    public sealed partial class TaskOffset
    {
        public string SubtopologyId { get; set; } = "";

        public int Partition { get; set; }

        public long Offset { get; set; }
    }

    public sealed partial class Assignment
    {
        public List<TaskIds> ActiveTasks { get; set; } = [];

        public List<TaskIds> StandbyTasks { get; set; } = [];

        public List<TaskIds> WarmupTasks { get; set; } = [];
    }

    public sealed partial class TopicInfo
    {
        public string Name { get; set; } = "";

        public int Partitions { get; set; }

        public short ReplicationFactor { get; set; }

        public List<KeyValue> TopicConfigs { get; set; } = [];
    }

    public sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
