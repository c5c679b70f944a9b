namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group State Partition Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 15)]
public sealed partial class ShareGroupStatePartitionMetadataValue
{
    public List<TopicPartitionsInfo> InitializingTopics { get; set; } = [];

    public List<TopicPartitionsInfo> InitializedTopics { get; set; } = [];

    public List<TopicInfo> DeletingTopics { get; set; } = [];

    public sealed partial class TopicPartitionsInfo
    {
        public Guid TopicId { get; set; }

        public string TopicName { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }

    public sealed partial class TopicInfo
    {
        public Guid TopicId { get; set; }

        public string TopicName { get; set; } = "";
    }
}
