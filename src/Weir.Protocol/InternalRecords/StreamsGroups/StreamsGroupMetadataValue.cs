namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 17)]
public sealed partial class StreamsGroupMetadataValue
{
    public int Epoch { get; set; }

    public long MetadataHash { get; set; }

    [Field(Tag = 0)]
    public int ValidatedTopologyEpoch { get; set; } = -1;

    [Field(Tag = 1)]
    public List<LastAssignmentConfig>? LastAssignmentConfigs { get; set; } = [];

    public sealed partial class LastAssignmentConfig
    {
        public string Key { get; set; } = "";

        public string Value { get; set; } = "";
    }
}
