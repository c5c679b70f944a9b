namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Member Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 19)]
public sealed partial class StreamsGroupMemberMetadataKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
