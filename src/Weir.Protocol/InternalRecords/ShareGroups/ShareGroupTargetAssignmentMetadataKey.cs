namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Target Assignment Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 12)]
public sealed partial class ShareGroupTargetAssignmentMetadataKey
{
    public string GroupId { get; set; } = "";
}
