using Weir.TestSupport;

namespace Weir.Architecture.Tests;

/// <summary>The repository as files: what is written by hand, without what builds leave behind.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Generated = new(StringComparer.Ordinal)
    {
        ".git", "bin", "obj", "artifacts", "node_modules", "TestResults", ".venv", "BenchmarkDotNet.Artifacts", "__pycache__", ".vs", ".idea",
    };

    public static string Root => SharedFolder.RepositoryRoot;

    /// <summary>All hand-written C# of <c>src</c>, parsed once.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. Files("src", ".cs").Select(SourceFile.Parse)];

    /// <summary>The projects of <c>src</c> by name.</summary>
    public static IReadOnlyDictionary<string, Project> Projects { get; } =
        Files("src", ".csproj").Select(Project.Load).ToDictionary(p => p.Name);

    /// <summary>Hand-written files below a folder of the repository, as paths relative to its root.</summary>
    public static IEnumerable<string> Files(string folder, string extension = "") =>
        Walk(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(file => file.Name.EndsWith(extension, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        !folder.Exists ? [] : folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(d => !Generated.Contains(d.Name)).SelectMany(Walk));
}
