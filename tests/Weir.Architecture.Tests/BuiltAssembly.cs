using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Weir.Architecture.Tests;

/// <summary>What a compiled project refers to, read from its metadata without loading it.</summary>
internal sealed record BuiltAssembly(IReadOnlyList<string> References, IReadOnlySet<string> Types)
{
    public static BuiltAssembly Of(Project project)
    {
        // These tests lie in tests/NAME/bin/CONFIGURATION/FRAMEWORK; the projects are built in the same configuration.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var bin = Path.Combine(Repository.Root, "src", project.Name, "bin", configuration);
        var path = Directory.EnumerateFiles(bin, project.AssemblyName + ".dll", SearchOption.AllDirectories).First(p => !p.Contains("publish", StringComparison.Ordinal));
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        return new BuiltAssembly(
            [.. metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))],
            metadata.TypeReferences.Select(metadata.GetTypeReference).Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}").ToHashSet());
    }
}
