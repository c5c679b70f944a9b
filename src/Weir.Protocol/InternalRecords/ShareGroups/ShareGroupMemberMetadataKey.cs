namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Member Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 10)]
public sealed partial class ShareGroupMemberMetadataKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
