using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Weir.Log.Storage;

namespace Weir.Log.Tests.Support;

/// <summary>The machine's file system with faults: a test decides which operation on which file fails, and how far a write gets.</summary>
internal sealed class FaultyFileSystem : IFileSystem
{
    private const int NoSpaceError = 28;
    private const int InputOutputError = 5;

    private static readonly LocalFileSystem Local = LocalFileSystem.Instance;
    private volatile string _failingFlush = string.Empty;
    private long _freeBytes = long.MaxValue;
    private int _flushCalls;
    private int _sharedFlushes;

    /// <summary>Bytes that may still be written to log files before the disk is full.</summary>
    public long FreeBytes
    {
        get => Volatile.Read(ref _freeBytes);
        set => Volatile.Write(ref _freeBytes, value);
    }

    /// <summary>Flushes of files and directories whose path contains this text fail; empty for none.</summary>
    public string FailingFlush
    {
        get => _failingFlush;
        set => _failingFlush = value;
    }

    /// <summary>Done once, in the middle of the next flush of a file.</summary>
    public Action? DuringNextFlush { get; set; }

    /// <summary>Told the path before each change of the file system but writes to open files: where a crash would leave the state before.</summary>
    public Action<string>? BeforeChange { get; set; }

    /// <summary>Flushes of files whose path matches <see cref="FailingFlush"/>.</summary>
    public int FailedFlushes => Volatile.Read(ref _flushCalls);

    /// <summary>Bytes that files have reserved and not given back, by path.</summary>
    public ConcurrentDictionary<string, long> Reserved { get; } = new();

    /// <summary>Flushes of the whole file system.</summary>
    public int SharedFlushes => Volatile.Read(ref _sharedFlushes);

    public IStorageFile Open(string path, bool create) => new FaultyFile(this, path, Local.Open(path, create));

    public bool FileExists(string path) => Local.FileExists(path);

    public long FileLength(string path) => Local.FileLength(path);

    public void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        BeforeChange?.Invoke(path);
        Local.WriteFile(path, content);
    }

    public void ReplaceFileDurably(string path, ReadOnlySpan<byte> content)
    {
        BeforeChange?.Invoke(path);
        Local.ReplaceFileDurably(path, content);
    }

    public byte[] ReadFile(string path) => Local.ReadFile(path);

    public void MoveFile(string from, string to)
    {
        BeforeChange?.Invoke(from);
        Local.MoveFile(from, to);
    }

    public void DeleteFile(string path)
    {
        BeforeChange?.Invoke(path);
        Local.DeleteFile(path);
    }

    public bool DirectoryExists(string path) => Local.DirectoryExists(path);

    public void CreateDirectory(string path) => Local.CreateDirectory(path);

    public void MoveDirectory(string from, string to) => Local.MoveDirectory(from, to);

    public void DeleteDirectory(string path) => Local.DeleteDirectory(path);

    public void FlushDirectory(string path)
    {
        BeforeChange?.Invoke(path);
        FailFlush(path);
        Local.FlushDirectory(path);
    }

    /// <summary>Fails while any flush is to fail: a write error anywhere in the file system is reported by syncfs.</summary>
    public void FlushEverything(string path)
    {
        if (_failingFlush.Length > 0)
        {
            FailFlush(_failingFlush);
        }

        Interlocked.Increment(ref _sharedFlushes);
        Local.FlushEverything(path);
    }

    public IEnumerable<string> ListFiles(string path) => Local.ListFiles(path);

    public IEnumerable<string> ListDirectories(string path) => Local.ListDirectories(path);

    public long AvailableBytes(string path) => Math.Max(0, FreeBytes);

    public DateTimeOffset LastWriteTime(string path) => Local.LastWriteTime(path);

    public void SetLastWriteTime(string path, DateTimeOffset time) => Local.SetLastWriteTime(path, time);

    private void FailFlush(string path)
    {
        if (_failingFlush.Length > 0 && path.Contains(_failingFlush, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _flushCalls);
            throw new IOException($"Input/output error : '{path}'", InputOutputError);
        }
    }

    private sealed class FaultyFile(FaultyFileSystem files, string path, IStorageFile inner) : IStorageFile
    {
        private readonly bool _isLog = path.EndsWith(".log", StringComparison.Ordinal) || path.EndsWith(".log.cleaned", StringComparison.Ordinal);

        public long Length => inner.Length;

        public SafeFileHandle? Handle => inner.Handle;

        public int Read(Span<byte> destination, long position) => inner.Read(destination, position);

        public void Write(ReadOnlySpan<byte> bytes, long position)
        {
            long length = inner.Length;
            long room = _isLog ? length - position + Math.Min(files.FreeBytes, bytes.Length) : bytes.Length;
            int fits = (int)Math.Clamp(room, 0, bytes.Length);
            inner.Write(bytes[..fits], position);
            Account(length);
            if (fits < bytes.Length)
            {
                throw new IOException($"No space left on device : '{path}'", NoSpaceError);
            }
        }

        public void SetLength(long length)
        {
            long before = inner.Length;
            inner.SetLength(length);
            files.Reserved.TryRemove(path, out _);
            Account(before);
        }

        public void Reserve(long bytes)
        {
            files.Reserved[path] = bytes;
            inner.Reserve(bytes);
        }

        public void FlushData()
        {
            files.FailFlush(path);
            Action? during = files.DuringNextFlush;
            files.DuringNextFlush = null;
            during?.Invoke();
            inner.FlushData();
        }

        public void Dispose() => inner.Dispose();

        private void Account(long lengthBefore)
        {
            if (_isLog)
            {
                files.FreeBytes -= inner.Length - lengthBefore;
            }
        }
    }
}
