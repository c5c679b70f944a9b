namespace Weir.Protocol.Messages;

/// <summary>OffsetForLeaderEpoch request (API key 23), versions 2 to 4.</summary>
[Message(ApiKey.OffsetForLeaderEpoch, MessageKind.Request, 2, 4, FlexibleFrom = 4)]
public sealed partial class OffsetForLeaderEpochRequest
{
    [Field(Since = 3)]
    public int ReplicaId { get; set; } = -2;

    public List<OffsetForLeaderTopic> Topics { get; set; } = [];

    public sealed partial class OffsetForLeaderTopic
    {
        public string Topic { get; set; } = "";

        public List<OffsetForLeaderPartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetForLeaderPartition
    {
        public int Partition { get; set; }

        public int CurrentLeaderEpoch { get; set; } = -1;

        public int LeaderEpoch { get; set; }
    }
}
