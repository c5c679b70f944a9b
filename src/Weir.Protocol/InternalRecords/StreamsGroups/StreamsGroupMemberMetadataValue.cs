namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Member Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 19)]
public sealed partial class StreamsGroupMemberMetadataValue
{
    public string? InstanceId { get; set; } = "";

    public string? RackId { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientHost { get; set; } = "";

    public int RebalanceTimeoutMs { get; set; } = -1;

    public int TopologyEpoch { get; set; }

    public string ProcessId { get; set; } = "";

    public Endpoint? UserEndpoint { get; set; }

    public List<KeyValue> ClientTags { get; set; } = [];

    public sealed partial class Endpoint
    {
        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    public sealed partial class KeyValue
    {
        public string Key { get; set; } = "";

        public string Value { get; set; } = "";
    }
}
