namespace Weir.Log.Storage;

/// <summary>
/// Every operation the log does on the file system, so that tests can make any of them fail. Errors are
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, as .NET throws them.
/// </summary>
internal interface IFileSystem
{
    /// <summary>Opens for reading and writing; creates the file when <paramref name="create"/> is set.</summary>
    IStorageFile Open(string path, bool create);

    bool FileExists(string path);

    long FileLength(string path);

    /// <summary>Replaces the file's content. When this returns the content is in the page cache, not yet on disk.</summary>
    void WriteFile(string path, ReadOnlySpan<byte> content);

    /// <summary>Replaces the file's content so that a crash leaves the old or the new content; on disk when this returns.</summary>
    void ReplaceFileDurably(string path, ReadOnlySpan<byte> content);

    byte[] ReadFile(string path);

    void MoveFile(string from, string to);

    /// <summary>Does nothing when the file is absent.</summary>
    void DeleteFile(string path);

    bool DirectoryExists(string path);

    void CreateDirectory(string path);

    void MoveDirectory(string from, string to);

    void DeleteDirectory(string path);

    /// <summary>Makes creations, renames and deletions inside the directory durable.</summary>
    void FlushDirectory(string path);

    /// <summary>Makes all that was written below the directory durable, whoever wrote it.</summary>
    void FlushEverything(string path);

    /// <summary>Names (not paths) of the files in a directory.</summary>
    IEnumerable<string> ListFiles(string path);

    /// <summary>Names (not paths) of the directories in a directory.</summary>
    IEnumerable<string> ListDirectories(string path);

    /// <summary>Bytes that this user may still write to the file system that holds the directory.</summary>
    long AvailableBytes(string path);

    DateTimeOffset LastWriteTime(string path);

    void SetLastWriteTime(string path, DateTimeOffset time);
}
