namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Current Member Assignment Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 8)]
public sealed partial class ConsumerGroupCurrentMemberAssignmentKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
