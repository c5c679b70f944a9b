namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Current Member Assignment Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 14)]
public sealed partial class ShareGroupCurrentMemberAssignmentKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
