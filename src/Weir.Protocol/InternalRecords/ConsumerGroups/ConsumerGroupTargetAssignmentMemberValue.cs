namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Target Assignment Member Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 7)]
public sealed partial class ConsumerGroupTargetAssignmentMemberValue
{
    public List<TopicPartition> TopicPartitions { get; set; } = [];

    public sealed partial class TopicPartition
    {
        public Guid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}
