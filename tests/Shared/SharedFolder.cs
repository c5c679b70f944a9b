namespace Weir.TestSupport;

/// <summary>
/// The folder beside the repository that holds what tests compare Weir with: Apache Kafka and foreign clients.
/// The environment variable WEIR_SHARED names it; without one it is <c>../shared</c>, seen from the repository root.
/// </summary>
internal static class SharedFolder
{
    private const string Variable = "WEIR_SHARED";

    /// <summary>Root of the repository: the nearest folder above the test that holds Weir.slnx.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Full path of the shared folder, whether it exists or not.</summary>
    public static string Location { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } configured ? configured : Path.Combine(RepositoryRoot, "..", "shared"));

    /// <summary>Full path of something in the shared folder; where it is absent the test skips with a one-line reason, or fails in CI.</summary>
    public static string Require(params string[] relativePath)
    {
        string path = Path.Combine([Location, .. relativePath]);
        Prerequisite.Require(Path.Exists(path), $"{Path.Combine(relativePath)} is not in the shared folder {Location}; set {Variable} to a folder that has it.");
        return path;
    }

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Weir.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Weir.slnx; run the tests from a checkout of the repository.");
    }
}
