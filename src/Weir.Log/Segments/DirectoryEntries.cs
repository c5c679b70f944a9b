using Weir.Log.Storage;

namespace Weir.Log.Segments;

/// <summary>Whether a directory has entries that are not durable yet: flushing a file does not make its name durable.</summary>
/// <remarks>Thread model: any thread. The lock makes a second caller wait for a flush that the first one has begun.</remarks>
internal sealed class DirectoryEntries(IFileSystem files)
{
    private readonly Lock _flush = new();
    private bool _isMarked;

    public void Mark() => Volatile.Write(ref _isMarked, true);

    public void FlushIfMarked(string path)
    {
        lock (_flush)
        {
            if (Interlocked.Exchange(ref _isMarked, false))
            {
                files.FlushDirectory(path);
            }
        }
    }
}
