using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Log.Storage;

/// <summary>What Linux offers and .NET does not: <c>fdatasync</c>, <c>syncfs</c>, <c>fsync</c> of a directory, and a thread's niceness.</summary>
internal static partial class NativeMethods
{
    private const int ReadOnlyFlag = 0;

    private const int InterruptedError = 4;

    private const int OpenFilesResource = 7;

    private const int KeepSize = 1;

    private const int BackgroundNiceness = 10;

    /// <exception cref="IOException">The device reported an error; unflushed data may be lost.</exception>
    public static void FlushData(SafeFileHandle file)
    {
        while (FDataSync(file) != 0)
        {
            ThrowUnlessInterrupted("fdatasync");
        }
    }

    /// <summary>Allocates blocks without changing the file's length; a full disk, or a file system that cannot, leaves things as they are.</summary>
    public static void Reserve(SafeFileHandle file, long bytes)
    {
        // Elsewhere the C library's offsets have 32 bits.
        if (Environment.Is64BitProcess)
        {
            _ = FAllocate(file, KeepSize, 0, bytes);
        }
    }

    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void FlushDirectory(string path)
    {
        using SafeFileHandle directory = OpenDirectory(path);
        while (FSync(directory) != 0)
        {
            ThrowUnlessInterrupted($"fsync of directory '{path}'");
        }
    }

    /// <summary>Flushes the file system that holds the directory: one call for thousands of small files.</summary>
    /// <exception cref="IOException">The directory cannot be opened, or the device reported an error.</exception>
    public static void FlushFileSystem(string path)
    {
        using SafeFileHandle directory = OpenDirectory(path);
        while (SyncFS(directory) != 0)
        {
            ThrowUnlessInterrupted($"syncfs of '{path}'");
        }
    }

    /// <summary>How many files this process may have open, sockets included.</summary>
    public static long OpenFileLimit()
    {
        Span<ulong> limits = stackalloc ulong[2];
        return GetResourceLimit(OpenFilesResource, limits) == 0 ? (long)Math.Min(limits[0], long.MaxValue) : long.MaxValue;
    }

    /// <summary>Lets other threads have the processor first, and the disk where its scheduler goes by that. Has no effect elsewhere than on Linux.</summary>
    public static void LowerThreadPriority()
    {
        if (OperatingSystem.IsLinux())
        {
            // On Linux the niceness belongs to the thread, and 0 means the calling one.
            _ = SetPriority(which: 0, who: 0, BackgroundNiceness);
        }
    }

    private static SafeFileHandle OpenDirectory(string path)
    {
        int descriptor = Open(path, ReadOnlyFlag);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw Failure($"open of directory '{path}'", Marshal.GetLastPInvokeError());
    }

    private static void ThrowUnlessInterrupted(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error != InterruptedError)
        {
            throw Failure(what, error);
        }
    }

    private static IOException Failure(string what, int error) =>
        new($"{what} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FAllocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFS(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetResourceLimit(int resource, Span<ulong> limits);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int priority);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
