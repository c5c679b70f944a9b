namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Current Member Assignment Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 14)]
public sealed partial class ShareGroupCurrentMemberAssignmentValue
{
    public int MemberEpoch { get; set; }

    public int PreviousMemberEpoch { get; set; }

    public sbyte State { get; set; }

    public List<TopicPartitions> AssignedPartitions { get; set; } = [];

    public sealed partial class TopicPartitions
    {
        public Guid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}
