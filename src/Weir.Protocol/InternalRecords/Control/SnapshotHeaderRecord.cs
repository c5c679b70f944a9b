namespace Weir.Protocol.InternalRecords;

/// <summary>Snapshot Header Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0)]
public sealed partial class SnapshotHeaderRecord
{
    public short Version { get; set; }

    public long LastContainedLogTimestamp { get; set; }
}
