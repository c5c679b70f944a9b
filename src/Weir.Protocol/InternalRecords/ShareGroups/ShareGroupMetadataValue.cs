namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 11)]
public sealed partial class ShareGroupMetadataValue
{
    public int Epoch { get; set; }

    public long MetadataHash { get; set; }
}
