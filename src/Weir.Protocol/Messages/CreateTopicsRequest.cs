namespace Weir.Protocol.Messages;

/// <summary>CreateTopics request (API key 19), versions 2 to 7.</summary>
[Message(ApiKey.CreateTopics, MessageKind.Request, 2, 7, FlexibleFrom = 5)]
public sealed partial class CreateTopicsRequest
{
    public List<CreatableTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; } = 60000;

    public bool ValidateOnly { get; set; }

    public sealed partial class CreatableTopic
    {
        public string Name { get; set; } = "";

        public int NumPartitions { get; set; }

        public short ReplicationFactor { get; set; }

        public List<CreatableReplicaAssignment> Assignments { get; set; } = [];

        public List<CreatableTopicConfig> Configs { get; set; } = [];
    }

    public sealed partial class CreatableReplicaAssignment
    {
        public int PartitionIndex { get; set; }

        public List<int> BrokerIds { get; set; } = [];
    }

    public sealed partial class CreatableTopicConfig
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";
    }
}
