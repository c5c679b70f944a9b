namespace Weir.Protocol.Messages;

/// <summary>AlterShareGroupOffsets request (API key 91), versions 0 to 0.</summary>
[Message(ApiKey.AlterShareGroupOffsets, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class AlterShareGroupOffsetsRequest
{
    public string GroupId { get; set; } = "";

    public List<AlterShareGroupOffsetsRequestTopic> Topics { get; set; } = [];

    public sealed partial class AlterShareGroupOffsetsRequestTopic
    {
        public string TopicName { get; set; } = "";

        public List<AlterShareGroupOffsetsRequestPartition> Partitions { get; set; } = [];
    }

    public sealed partial class AlterShareGroupOffsetsRequestPartition
    {
        public int PartitionIndex { get; set; }

        public long StartOffset { get; set; }
    }
}
