namespace Weir.Protocol.InternalRecords;

/// <summary>Register Broker Record, versions 0 to 4.</summary>
[Structure(0, 4, FlexibleFrom = 0, Id = 0)]
public sealed partial class RegisterBrokerRecord
{
    public int BrokerId { get; set; }

    [Field(Since = 2)]
    public bool IsMigratingZkBroker { get; set; }

    public Guid IncarnationId { get; set; }

    public long BrokerEpoch { get; set; }

    public List<BrokerEndpoint> EndPoints { get; set; } = [];

    public List<BrokerFeature> Features { get; set; } = [];

    public string? Rack { get; set; } = "";

    public bool Fenced { get; set; } = true;

    [Field(Since = 1)]
    public bool InControlledShutdown { get; set; }

    [Field(Since = 3, Tag = 0)]
    public List<Guid> LogDirs { get; set; } = [];

    [Field(Since = 4, Tag = 1)]
    public List<Guid>? CordonedLogDirs { get; set; }

    public sealed partial class BrokerEndpoint
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }

        public short SecurityProtocol { get; set; }
    }

    public sealed partial class BrokerFeature
    {
        public string Name { get; set; } = "";

        public short MinSupportedVersion { get; set; }

        public short MaxSupportedVersion { get; set; }
    }
}
