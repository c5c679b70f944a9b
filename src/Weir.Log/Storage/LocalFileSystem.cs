using Microsoft.Win32.SafeHandles;

namespace Weir.Log.Storage;

/// <summary>The machine's own file system.</summary>
/// <remarks>Thread model: stateless.</remarks>
internal sealed class LocalFileSystem : IFileSystem
{
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    public static LocalFileSystem Instance { get; } = new();

    public IStorageFile Open(string path, bool create) =>
        new LocalFile(File.OpenHandle(path, create ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.ReadWrite, ShareAll));

    public bool FileExists(string path) => File.Exists(path);

    public long FileLength(string path) => new FileInfo(path).Length;

    public void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, ShareAll);
        RandomAccess.Write(handle, content, 0);
    }

    public void ReplaceFileDurably(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".tmp";
        using (SafeFileHandle handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, ShareAll))
        {
            RandomAccess.Write(handle, content, 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(temporary, path, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    public byte[] ReadFile(string path) => File.ReadAllBytes(path);

    public void MoveFile(string from, string to) => File.Move(from, to, overwrite: true);

    public void DeleteFile(string path) => File.Delete(path);

    public bool DirectoryExists(string path) => Directory.Exists(path);

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public void MoveDirectory(string from, string to) => Directory.Move(from, to);

    public void DeleteDirectory(string path) => Directory.Delete(path, recursive: true);

    public void FlushDirectory(string path)
    {
        // Windows makes directory entries durable by itself and has no call for it.
        if (!OperatingSystem.IsWindows())
        {
            NativeMethods.FlushDirectory(path);
        }
    }

    public void FlushEverything(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            NativeMethods.FlushFileSystem(path);
            return;
        }

        foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
        {
            using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, ShareAll);
            RandomAccess.FlushToDisk(handle);
        }
    }

    public IEnumerable<string> ListFiles(string path) =>
        Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file));

    public IEnumerable<string> ListDirectories(string path) =>
        Directory.EnumerateDirectories(path).Select(directory => Path.GetFileName(directory));

    public long AvailableBytes(string path) => new DriveInfo(path).AvailableFreeSpace;

    public DateTimeOffset LastWriteTime(string path) => File.GetLastWriteTimeUtc(path);

    public void SetLastWriteTime(string path, DateTimeOffset time) => File.SetLastWriteTimeUtc(path, time.UtcDateTime);
}
