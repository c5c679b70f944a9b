namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 3)]
public sealed partial class ConsumerGroupMetadataValue
{
    public int Epoch { get; set; }

    [Field(Tag = 0)]
    public long MetadataHash { get; set; }
}
