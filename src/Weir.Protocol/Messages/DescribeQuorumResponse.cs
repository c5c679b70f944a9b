namespace Weir.Protocol.Messages;

/// <summary>DescribeQuorum response (API key 55), versions 0 to 2.</summary>
[Message(ApiKey.DescribeQuorum, MessageKind.Response, 0, 2, FlexibleFrom = 0)]
public sealed partial class DescribeQuorumResponse : IErrorResponse
{
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 2)]
    public string? ErrorMessage { get; set; } = "";

    public List<TopicData> Topics { get; set; } = [];

    [Field(Since = 2)]
    public List<Node> Nodes { get; set; } = [];

    public sealed partial class TopicData
    {
        public string TopicName { get; set; } = "";

        public List<PartitionData> Partitions { get; set; } = [];
    }

    public sealed partial class Node
    {
        public int NodeId { get; set; }

        public List<Listener> Listeners { get; set; } = [];
    }

    public sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        [Field(Since = 2)]
        public string? ErrorMessage { get; set; } = "";

        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }

        public long HighWatermark { get; set; }

        public List<ReplicaState> CurrentVoters { get; set; } = [];

        public List<ReplicaState> Observers { get; set; } = [];
    }

    public sealed partial class Listener
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    public sealed partial class ReplicaState
    {
        public int ReplicaId { get; set; }

        [Field(Since = 2)]
        public Guid ReplicaDirectoryId { get; set; }

        public long LogEndOffset { get; set; }

        [Field(Since = 1)]
        public long LastFetchTimestamp { get; set; } = -1;

        [Field(Since = 1)]
        public long LastCaughtUpTimestamp { get; set; } = -1;
    }
}
