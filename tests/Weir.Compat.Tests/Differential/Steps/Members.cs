namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Who asks about the offsets of a group.</summary>
internal static class Members
{
    /// <summary>Member id and generation or epoch: of nobody, of the group's first member, or of a stranger.</summary>
    public static (string Id, int Epoch) Resolve(Side side, string group, string who) => who switch
    {
        "nobody" => ("", -1),
        "stranger" => (side.Full("stranger"), 1),
        _ when group.StartsWith('c') => (side.Full("m0"), side.Members.Consumer(group, "m0").Epoch),
        _ => (side.Members.Classic(group).Members.GetValueOrDefault("m0", side.Full("nobody")), side.Members.Classic(group).Generation),
    };
}
