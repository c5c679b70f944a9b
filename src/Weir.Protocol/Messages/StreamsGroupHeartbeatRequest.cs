namespace Weir.Protocol.Messages;

/// <summary>StreamsGroupHeartbeat request (API key 88), versions 0 to 0.</summary>
[Message(ApiKey.StreamsGroupHeartbeat, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class StreamsGroupHeartbeatRequest
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";

    public int MemberEpoch { get; set; }

    public int EndpointInformationEpoch { get; set; }

    public string? InstanceId { get; set; }

    public string? RackId { get; set; }

    public int RebalanceTimeoutMs { get; set; } = -1;

    public TopologyData? Topology { get; set; }

    public List<TaskIds>? ActiveTasks { get; set; }

    public List<TaskIds>? StandbyTasks { get; set; }

    public List<TaskIds>? WarmupTasks { get; set; }

    public string? ProcessId { get; set; }

    public Endpoint? UserEndpoint { get; set; }

    public List<KeyValue>? ClientTags { get; set; }

    public List<TaskOffset>? TaskOffsets { get; set; }

    public List<TaskOffset>? TaskEndOffsets { get; set; }

    public bool ShutdownApplication { get; set; }

    public sealed partial class TopologyData
    {
        public int Epoch { get; set; }

        public List<Subtopology> Subtopologies { get; set; } = [];
    }

    public sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
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

    public sealed partial class Subtopology
    {
        public string SubtopologyId { get; set; } = "";

        public List<string> SourceTopics { get; set; } = [];

        public List<string> SourceTopicRegex { get; set; } = [];

        public List<TopicInfo> StateChangelogTopics { get; set; } = [];

        public List<string> RepartitionSinkTopics { get; set; } = [];

        public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];

        public List<CopartitionGroup> CopartitionGroups { get; set; } = [];
    }

    public sealed partial class TopicInfo
    {
        public string Name { get; set; } = "";

        public int Partitions { get; set; }

        public short ReplicationFactor { get; set; }

        public List<KeyValue> TopicConfigs { get; set; } = [];
    }

    public sealed partial class CopartitionGroup
    {
        public List<short> SourceTopics { get; set; } = [];

        public List<short> SourceTopicRegex { get; set; } = [];

        public List<short> RepartitionSourceTopics { get; set; } = [];
    }
}
