namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Target Assignment Member Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 13)]
public sealed partial class ShareGroupTargetAssignmentMemberKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
