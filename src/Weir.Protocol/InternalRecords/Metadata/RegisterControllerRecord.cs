namespace Weir.Protocol.InternalRecords;

/// <summary>Register Controller Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 27)]
public sealed partial class RegisterControllerRecord
{
    public int ControllerId { get; set; }

    public Guid IncarnationId { get; set; }

    public bool ZkMigrationReady { get; set; }

    public List<ControllerEndpoint> EndPoints { get; set; } = [];

    public List<ControllerFeature> Features { get; set; } = [];

    public sealed partial class ControllerEndpoint
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }

        public short SecurityProtocol { get; set; }
    }

    public sealed partial class ControllerFeature
    {
        public string Name { get; set; } = "";

        public short MinSupportedVersion { get; set; }

        public short MaxSupportedVersion { get; set; }
    }
}
