namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Topology Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 23)]
public sealed partial class StreamsGroupTopologyValue
{
    public int Epoch { get; set; }

    public List<Subtopology> Subtopologies { get; set; } = [];

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

        public List<TopicConfig> TopicConfigs { get; set; } = [];
    }

    public sealed partial class CopartitionGroup
    {
        public List<short> SourceTopics { get; set; } = [];

        public List<short> SourceTopicRegex { get; set; } = [];

        public List<short> RepartitionSourceTopics { get; set; } = [];
    }

    public sealed partial class TopicConfig
    {
        public string Key { get; set; } = "";

        public string Value { get; set; } = "";
    }
}
