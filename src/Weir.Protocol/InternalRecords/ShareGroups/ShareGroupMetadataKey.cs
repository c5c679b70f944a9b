namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 11)]
public sealed partial class ShareGroupMetadataKey
{
    public string GroupId { get; set; } = "";
}
