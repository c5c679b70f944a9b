namespace Weir.Protocol.InternalRecords;

/// <summary>Group Metadata Value, versions 0 to 4.</summary>
[Structure(0, 4, FlexibleFrom = 4, Id = 2)]
public sealed partial class GroupMetadataValue
{
    public string ProtocolType { get; set; } = "";

    public int Generation { get; set; }

    public string? Protocol { get; set; } = "";

    public string? Leader { get; set; } = "";

    [Field(Since = 2)]
    public long CurrentStateTimestamp { get; set; } = -1;

    public List<MemberMetadata> Members { get; set; } = [];

    public sealed partial class MemberMetadata
    {
        public string MemberId { get; set; } = "";

        [Field(Since = 3)]
        public string? GroupInstanceId { get; set; }

        public string ClientId { get; set; } = "";

        public string ClientHost { get; set; } = "";

        [Field(Since = 1)]
        public int RebalanceTimeout { get; set; } = -1;

        public int SessionTimeout { get; set; }

        public ReadOnlyMemory<byte> Subscription { get; set; }

        public ReadOnlyMemory<byte> Assignment { get; set; }
    }
}
