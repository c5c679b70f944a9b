namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Target Assignment Member Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 13)]
public sealed partial class ShareGroupTargetAssignmentMemberValue
{
    public List<TopicPartition> TopicPartitions { get; set; } = [];

    public sealed partial class TopicPartition
    {
        public Guid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}
