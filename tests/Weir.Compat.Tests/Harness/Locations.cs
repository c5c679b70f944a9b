using Weir.TestSupport;

namespace Weir.Compat.Tests.Harness;

/// <summary>Where the drivers, what is installed for them, and the executable under test lie.</summary>
internal static class Locations
{
    public static string Sources { get; } = Path.Combine(SharedFolder.RepositoryRoot, "tests", "Weir.Compat.Tests");

    public static string Artifacts { get; } = Path.Combine(SharedFolder.RepositoryRoot, "artifacts", "compat");

    /// <summary>The <c>weir</c> executable: the one <c>WEIR_EXECUTABLE</c> names, or the one built in the same configuration as these tests.</summary>
    public static string Weir { get; } =
        Environment.GetEnvironmentVariable("WEIR_EXECUTABLE") is { Length: > 0 } published
            ? published
            : Path.Combine(SharedFolder.RepositoryRoot, "src", "Weir", "bin", Configuration(), "net10.0", "weir");

    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Parent?.Name ?? "Debug";
}
