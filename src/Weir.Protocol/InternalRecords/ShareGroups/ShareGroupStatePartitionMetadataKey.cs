namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group State Partition Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 15)]
public sealed partial class ShareGroupStatePartitionMetadataKey
{
    public string GroupId { get; set; } = "";
}
