namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Target Assignment Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 6)]
public sealed partial class ConsumerGroupTargetAssignmentMetadataKey
{
    public string GroupId { get; set; } = "";
}
