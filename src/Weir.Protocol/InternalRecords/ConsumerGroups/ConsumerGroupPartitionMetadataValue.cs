namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Partition Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 4)]
public sealed partial class ConsumerGroupPartitionMetadataValue
{
    public List<TopicMetadata> Topics { get; set; } = [];

    public sealed partial class TopicMetadata
    {
        public Guid TopicId { get; set; }

        public string TopicName { get; set; } = "";

        public int NumPartitions { get; set; }

        public List<PartitionMetadata> PartitionMetadata { get; set; } = [];
    }

    public sealed partial class PartitionMetadata
    {
        public int Partition { get; set; }

        public List<string> Racks { get; set; } = [];
    }
}
