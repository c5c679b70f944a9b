namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Member Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 5)]
public sealed partial class ConsumerGroupMemberMetadataValue
{
    public string? InstanceId { get; set; } = "";

    public string? RackId { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientHost { get; set; } = "";

    public List<string> SubscribedTopicNames { get; set; } = [];

    public string? SubscribedTopicRegex { get; set; } = "";

    public int RebalanceTimeoutMs { get; set; } = -1;

    public string? ServerAssignor { get; set; } = "";

    [Field(Tag = 0)]
    public ClassicMemberMetadataData? ClassicMemberMetadata { get; set; } = new();

    public sealed partial class ClassicMemberMetadataData
    {
        public int SessionTimeoutMs { get; set; }

        public List<ClassicProtocol> SupportedProtocols { get; set; } = [];
    }

    public sealed partial class ClassicProtocol
    {
        public string Name { get; set; } = "";

        public ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
