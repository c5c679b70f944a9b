namespace Weir.Protocol.InternalRecords;

/// <summary>KRaft Version Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0)]
public sealed partial class KRaftVersionRecord
{
    public short Version { get; set; }

    public short KRaftVersion { get; set; }
}
