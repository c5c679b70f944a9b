namespace Weir.Log.Directories;

/// <summary>
/// Keeps a second process off the data directory by locking <c>.lock</c>: in the way .NET does, and in the way a Java process
/// sees, so that Apache Kafka is kept off as well.
/// </summary>
/// <remarks>Thread model: held by its owner until <see cref="Dispose"/>; the operating system lets go of it when the process dies.</remarks>
internal sealed class DirectoryLock : IDisposable
{
    public const string FileName = ".lock";

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <exception cref="LogDirectoryException">Another process holds the lock, or the directory cannot be written.</exception>
    public static DirectoryLock Acquire(string root)
    {
        string path = Path.Join(root, FileName);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (!OperatingSystem.IsMacOS())
            {
                file.Lock(0, long.MaxValue);
            }

            return new DirectoryLock(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LogDirectoryException($"'{root}' cannot be written: {e.Message} Give this user the right to write there, or another directory.", e);
        }
        catch (IOException e)
        {
            file?.Dispose();
            throw new LogDirectoryException($"'{root}' cannot be locked: {e.Message} If another broker runs on it, stop that one first, or give another directory.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
