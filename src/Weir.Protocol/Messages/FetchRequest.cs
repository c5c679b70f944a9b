namespace Weir.Protocol.Messages;

/// <summary>Fetch request (API key 1), versions 4 to 18.</summary>
[Message(ApiKey.Fetch, MessageKind.Request, 4, 18, FlexibleFrom = 12)]
public sealed partial class FetchRequest
{
    [Field(Since = 12, Tag = 0)]
    public string? ClusterId { get; set; }

    [Field(Until = 14)]
    public int ReplicaId { get; set; } = -1;

    [Field(Since = 15, Tag = 1)]
    public ReplicaStateData ReplicaState { get; set; } = new();

    public int MaxWaitMs { get; set; }

    public int MinBytes { get; set; }

    public int MaxBytes { get; set; } = int.MaxValue;

    public sbyte IsolationLevel { get; set; }

    [Field(Since = 7)]
    public int SessionId { get; set; }

    [Field(Since = 7)]
    public int SessionEpoch { get; set; } = -1;

    public List<FetchTopic> Topics { get; set; } = [];

    [Field(Since = 7)]
    public List<ForgottenTopic> ForgottenTopicsData { get; set; } = [];

    [Field(Since = 11)]
    public string RackId { get; set; } = "";

    public sealed partial class ReplicaStateData
    {
        public int ReplicaId { get; set; } = -1;

        public long ReplicaEpoch { get; set; } = -1;
    }

    public sealed partial class FetchTopic
    {
        [Field(Until = 12)]
        public string Topic { get; set; } = "";

        [Field(Since = 13)]
        public Guid TopicId { get; set; }

        public List<FetchPartition> Partitions { get; set; } = [];
    }

    public sealed partial class ForgottenTopic
    {
        [Field(Until = 12)]
        public string Topic { get; set; } = "";

        [Field(Since = 13)]
        public Guid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }

    public sealed partial class FetchPartition
    {
        public int Partition { get; set; }

        [Field(Since = 9)]
        public int CurrentLeaderEpoch { get; set; } = -1;

        public long FetchOffset { get; set; }

        [Field(Since = 12)]
        public int LastFetchedEpoch { get; set; } = -1;

        [Field(Since = 5)]
        public long LogStartOffset { get; set; } = -1;

        public int PartitionMaxBytes { get; set; }

        [Field(Since = 17, Tag = 0)]
        public Guid ReplicaDirectoryId { get; set; }

        [Field(Since = 18, Tag = 1)]
        public long HighWatermark { get; set; } = long.MaxValue;
    }
}
