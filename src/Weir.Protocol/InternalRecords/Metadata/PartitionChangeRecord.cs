namespace Weir.Protocol.InternalRecords;

/// <summary>Partition Change Record, versions 0 to 2.</summary>
[Structure(0, 2, FlexibleFrom = 0, Id = 5)]
public sealed partial class PartitionChangeRecord
{
    public int PartitionId { get; set; } = -1;

    public Guid TopicId { get; set; }

    [Field(Tag = 0)]
    public List<int>? Isr { get; set; }

    [Field(Tag = 1)]
    public int Leader { get; set; } = -2;

    [Field(Tag = 2)]
    public List<int>? Replicas { get; set; }

    [Field(Tag = 3)]
    public List<int>? RemovingReplicas { get; set; }

    [Field(Tag = 4)]
    public List<int>? AddingReplicas { get; set; }

    [Field(Tag = 5)]
    public sbyte LeaderRecoveryState { get; set; } = -1;

    [Field(Since = 1, Tag = 8)]
    public List<Guid>? Directories { get; set; }

    [Field(Since = 2, Tag = 6)]
    public List<int>? EligibleLeaderReplicas { get; set; }

    [Field(Since = 2, Tag = 7)]
    public List<int>? LastKnownElr { get; set; }
}
