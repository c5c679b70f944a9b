namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Target Assignment Member Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 7)]
public sealed partial class ConsumerGroupTargetAssignmentMemberKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
