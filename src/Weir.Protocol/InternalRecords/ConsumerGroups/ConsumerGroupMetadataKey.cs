namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 3)]
public sealed partial class ConsumerGroupMetadataKey
{
    public string GroupId { get; set; } = "";
}
