namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 17)]
public sealed partial class StreamsGroupMetadataKey
{
    public string GroupId { get; set; } = "";
}
