namespace Weir.Protocol.Messages;

/// <summary>ListOffsets request (API key 2), versions 1 to 11.</summary>
[Message(ApiKey.ListOffsets, MessageKind.Request, 1, 11, FlexibleFrom = 6)]
public sealed partial class ListOffsetsRequest
{
    public int ReplicaId { get; set; }

    [Field(Since = 2)]
    public sbyte IsolationLevel { get; set; }

    public List<ListOffsetsTopic> Topics { get; set; } = [];

    [Field(Since = 10)]
    public int TimeoutMs { get; set; }

    public sealed partial class ListOffsetsTopic
    {
        public string Name { get; set; } = "";

        public List<ListOffsetsPartition> Partitions { get; set; } = [];
    }

    public sealed partial class ListOffsetsPartition
    {
        public int PartitionIndex { get; set; }

        [Field(Since = 4)]
        public int CurrentLeaderEpoch { get; set; } = -1;

        public long Timestamp { get; set; }
    }
}
