namespace Weir.Protocol.InternalRecords;

/// <summary>Voters Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0)]
public sealed partial class VotersRecord
{
    public short Version { get; set; }

    public List<Voter> Voters { get; set; } = [];

    public sealed partial class Voter
    {
        public int VoterId { get; set; }

        public Guid VoterDirectoryId { get; set; }

        public List<Endpoint> Endpoints { get; set; } = [];

        public KRaftVersionFeature KRaftVersionFeature { get; set; } = new();
    }

    public sealed partial class Endpoint
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    public sealed partial class KRaftVersionFeature
    {
        public short MinSupportedVersion { get; set; }

        public short MaxSupportedVersion { get; set; }
    }
}
