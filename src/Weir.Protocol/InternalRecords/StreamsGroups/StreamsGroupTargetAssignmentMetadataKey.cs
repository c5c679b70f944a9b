namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Target Assignment Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 20)]
public sealed partial class StreamsGroupTargetAssignmentMetadataKey
{
    public string GroupId { get; set; } = "";
}
