namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Partition Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 4)]
public sealed partial class ConsumerGroupPartitionMetadataKey
{
    public string GroupId { get; set; } = "";
}
