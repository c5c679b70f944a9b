namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Current Member Assignment Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 8)]
public sealed partial class ConsumerGroupCurrentMemberAssignmentValue
{
    public int MemberEpoch { get; set; }

    public int PreviousMemberEpoch { get; set; }

    public sbyte State { get; set; }

    public List<TopicPartitions> AssignedPartitions { get; set; } = [];

    public List<TopicPartitions> PartitionsPendingRevocation { get; set; } = [];

    public sealed partial class TopicPartitions
    {
        public Guid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];

        [Field(Tag = 0)]
        public List<int>? AssignmentEpochs { get; set; } = [];
    }
}
