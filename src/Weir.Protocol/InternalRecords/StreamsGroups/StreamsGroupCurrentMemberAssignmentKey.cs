namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Current Member Assignment Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 22)]
public sealed partial class StreamsGroupCurrentMemberAssignmentKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
