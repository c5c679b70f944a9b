namespace Weir.Log.Tests.Support;

/// <summary>A directory that goes when the test ends.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Path = Directory.CreateTempSubdirectory("weir-log-").FullName;

    public string Path { get; }

    public static implicit operator string(TemporaryDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return directory.Path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public override string ToString() => Path;
}
