namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Target Assignment Member Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 21)]
public sealed partial class StreamsGroupTargetAssignmentMemberKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
