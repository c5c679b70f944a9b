namespace Weir.Protocol.Messages;

/// <summary>OffsetDelete request (API key 47), versions 0 to 0.</summary>
[Message(ApiKey.OffsetDelete, MessageKind.Request, 0, 0)]
public sealed partial class OffsetDeleteRequest
{
    public string GroupId { get; set; } = "";

    public List<OffsetDeleteRequestTopic> Topics { get; set; } = [];

    public sealed partial class OffsetDeleteRequestTopic
    {
        public string Name { get; set; } = "";

        public List<OffsetDeleteRequestPartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetDeleteRequestPartition
    {
        public int PartitionIndex { get; set; }
    }
}
