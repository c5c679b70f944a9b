namespace Weir.Protocol.InternalRecords;

/// <summary>Partition Record, versions 0 to 2.</summary>
[Structure(0, 2, FlexibleFrom = 0, Id = 3)]
public sealed partial class PartitionRecord
{
    public int PartitionId { get; set; } = -1;

    public Guid TopicId { get; set; }

    public List<int> Replicas { get; set; } = [];

    public List<int> Isr { get; set; } = [];

    public List<int> RemovingReplicas { get; set; } = [];

    public List<int> AddingReplicas { get; set; } = [];

    public int Leader { get; set; } = -1;

    [Field(Tag = 0)]
    public sbyte LeaderRecoveryState { get; set; }

    public int LeaderEpoch { get; set; } = -1;

    public int PartitionEpoch { get; set; } = -1;

    [Field(Since = 1)]
    public List<Guid> Directories { get; set; } = [];

    [Field(Since = 2, Tag = 1)]
    public List<int>? EligibleLeaderReplicas { get; set; }

    [Field(Since = 2, Tag = 2)]
    public List<int>? LastKnownElr { get; set; }
}
