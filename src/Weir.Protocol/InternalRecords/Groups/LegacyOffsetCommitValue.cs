namespace Weir.Protocol.InternalRecords;

/// <summary>Legacy Offset Commit Value, versions 0 to 0.</summary>
[Structure(0, 0, Id = 0)]
public sealed partial class LegacyOffsetCommitValue
{
    public long Offset { get; set; }

    public string Metadata { get; set; } = "";

    public long CommitTimestamp { get; set; }
}
