namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Target Assignment Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 20)]
public sealed partial class StreamsGroupTargetAssignmentMetadataValue
{
    public int AssignmentEpoch { get; set; }

    [Field(Tag = 0)]
    public long AssignmentTimestamp { get; set; }
}
