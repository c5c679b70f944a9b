namespace Weir.Protocol.InternalRecords;

/// <summary>Offset Commit Value, versions 0 to 4.</summary>
[Structure(0, 4, FlexibleFrom = 4, Id = 1)]
public sealed partial class OffsetCommitValue
{
    public long Offset { get; set; }

    [Field(Since = 3)]
    public int LeaderEpoch { get; set; } = -1;

    public string Metadata { get; set; } = "";

    public long CommitTimestamp { get; set; }

    [Field(Since = 1, Until = 1)]
    public long ExpireTimestamp { get; set; } = -1;

    [Field(Since = 4, Tag = 0)]
    public Guid TopicId { get; set; }
}
