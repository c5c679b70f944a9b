namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Member Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 5)]
public sealed partial class ConsumerGroupMemberMetadataKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}
