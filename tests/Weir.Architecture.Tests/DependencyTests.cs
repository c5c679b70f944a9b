namespace Weir.Architecture.Tests;

/// <summary>Which project may reference which: everyone but the broker is only a Kafka client.</summary>
public sealed class DependencyTests
{
    /// <summary>What each project may reference directly. A project that is not here has no place in the design yet.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Weir.Protocol.Generator"] = [],
        ["Weir.Protocol"] = ["Weir.Protocol.Generator"],
        ["Weir.Log"] = ["Weir.Protocol"],
        ["Weir.Broker"] = ["Weir.Protocol", "Weir.Log"],
        ["Weir.Client"] = ["Weir.Protocol"],
        ["Weir.Testing"] = ["Weir.Log", "Weir.Broker"],
        ["Weir"] = ["Weir.Protocol", "Weir.Log", "Weir.Broker", "Weir.Client"],
    };

    private static readonly string[] MayReachTheBroker = ["Weir", "Weir.Testing"];

    public static TheoryData<string> Projects => [.. Repository.Projects.Keys.Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_what_the_design_allows(string name)
    {
        Assert.True(Allowed.ContainsKey(name), $"{name} is new: give it a place in this table and in docs/architecture.md");
        Law.Holds(Repository.Projects[name].References.Except(Allowed[name]));
    }

    [Fact]
    public void Broker_is_reached_only_by_the_executable_and_the_test_package() =>
        Assert.Equal(MayReachTheBroker, Repository.Projects.Values.Where(p => p.Closure().Contains("Weir.Broker")).Select(p => p.Name).Order());

    [Fact]
    public void Client_reaches_neither_log_nor_broker() =>
        Law.Holds(Repository.Projects["Weir.Client"].Closure().Intersect(["Weir.Log", "Weir.Broker"]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_references_no_more_than_its_project_may(string name)
    {
        var built = BuiltAssembly.Of(Repository.Projects[name]);
        Law.Holds(built.References.Where(r => r.StartsWith("Weir", StringComparison.Ordinal)).Except(Allowed[name]));
    }

    [Fact]
    public void Protocol_opens_no_sockets_and_no_files_and_knows_no_containers()
    {
        var built = BuiltAssembly.Of(Repository.Projects["Weir.Protocol"]);

        Assert.DoesNotContain(built.References, r => r.StartsWith("Microsoft.Extensions", StringComparison.Ordinal) || r.StartsWith("System.Net", StringComparison.Ordinal));
        Law.Holds(built.Types.Intersect(["System.IO.File", "System.IO.FileStream", "System.IO.FileInfo", "System.IO.Directory", "System.IO.RandomAccess", "System.Net.Sockets.Socket"]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_has_its_own_tests(string name)
    {
        var tested = name == "Weir.Protocol.Generator" ? "Weir.Protocol" : name;
        Assert.Contains($"tests/{tested}.Tests/{tested}.Tests.csproj", Repository.Files("tests", ".csproj"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Module_map_lists_the_project(string name) =>
        Assert.Contains($"`{name}`", Repository.Read("docs/architecture.md"));
}
