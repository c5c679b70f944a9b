namespace Weir.Compat.Tests.Harness;

/// <summary>Where the repository, its build outputs and the folder of foreign clients lie.</summary>
internal static class Locations
{
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of foreign brokers and clients: <c>WEIR_SHARED</c>, or <c>shared</c> beside the repository.</summary>
    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("WEIR_SHARED") ?? Path.GetFullPath(Path.Combine(Repository, "..", "shared"));

    public static string Sources { get; } = Path.Combine(Repository, "tests", "Weir.Compat.Tests");

    public static string Artifacts { get; } = Path.Combine(Repository, "artifacts", "compat");

    /// <summary>The <c>weir</c> executable built in the same configuration as these tests.</summary>
    public static string Weir { get; } = Path.Combine(Repository, "src", "Weir", "bin", Configuration(), "net10.0", "weir");

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Weir.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Weir.slnx above {AppContext.BaseDirectory}: these tests run from a build inside the repository");
    }

    private static string Configuration() =>
        new DirectoryInfo(AppContext.BaseDirectory).Parent?.Name ?? "Debug";
}
