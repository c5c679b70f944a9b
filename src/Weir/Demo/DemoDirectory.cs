namespace Weir.Demo;

/// <summary>The data directory of a demo; a temporary one disappears with it.</summary>
internal sealed class DemoDirectory : IDisposable
{
    private readonly bool _isTemporary;

    private DemoDirectory(string path, bool isTemporary)
    {
        Path = path;
        _isTemporary = isTemporary;
    }

    public string Path { get; }

    /// <summary>The given directory, or a new temporary one for null.</summary>
    public static DemoDirectory Open(string? path) => path is null
        ? new DemoDirectory(Directory.CreateTempSubdirectory("weir-demo-").FullName, isTemporary: true)
        : new DemoDirectory(System.IO.Path.GetFullPath(path), isTemporary: false);

    public void Dispose()
    {
        if (_isTemporary)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The system clears its temporary directory in time.
            }
        }
    }
}
