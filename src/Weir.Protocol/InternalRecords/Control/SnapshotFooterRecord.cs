namespace Weir.Protocol.InternalRecords;

/// <summary>Snapshot Footer Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0)]
public sealed partial class SnapshotFooterRecord
{
    public short Version { get; set; }
}
