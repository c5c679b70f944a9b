namespace Weir.Protocol.InternalRecords;

/// <summary>Leader Change Message, versions 0 to 1.</summary>
[Structure(0, 1, FlexibleFrom = 0)]
public sealed partial class LeaderChangeMessage
{
    public short Version { get; set; }

    public int LeaderId { get; set; }

    public List<Voter> Voters { get; set; } = [];

    public List<Voter> GrantingVoters { get; set; } = [];

    public sealed partial class Voter
    {
        public int VoterId { get; set; }

        [Field(Since = 1)]
        public Guid VoterDirectoryId { get; set; }
    }
}
