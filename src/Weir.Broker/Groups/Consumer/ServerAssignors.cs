namespace Weir.Broker.Groups.Consumer;

/// <summary>The assignors the broker offers (<c>group.consumer.assignors</c>).</summary>
internal static class ServerAssignors
{
    private static readonly IServerAssignor[] All = [new UniformServerAssignor(), new RangeServerAssignor()];

    public static string Names { get; } = string.Join(", ", All.Select(a => a.Name));

    public static bool Knows(string name) => Array.Exists(All, a => a.Name == name);

    public static IServerAssignor Get(string name) => Array.Find(All, a => a.Name == name) ?? throw new ArgumentException($"There is no assignor '{name}'.", nameof(name));

    /// <summary>What most members ask for; the first of the broker's when nobody asks or names one it has not.</summary>
    public static string Preferred(IEnumerable<ConsumerMember> members, IReadOnlyList<string> offered) =>
        members.Where(m => m.Assignor is not null && offered.Contains(m.Assignor))
            .CountBy(m => m.Assignor!)
            .Select(votes => (votes.Key, votes.Value))
            .OrderByDescending(votes => votes.Value)
            .ThenBy(votes => votes.Key, StringComparer.Ordinal)
            .FirstOrDefault((Key: offered[0], Value: 0)).Key;
}
