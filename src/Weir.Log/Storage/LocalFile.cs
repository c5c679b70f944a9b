using Microsoft.Win32.SafeHandles;

namespace Weir.Log.Storage;

/// <summary>A file of the machine's own file system.</summary>
/// <remarks>Thread model: as <see cref="IStorageFile"/>.</remarks>
internal sealed class LocalFile(SafeFileHandle handle) : IStorageFile
{
    public SafeFileHandle? Handle => handle;

    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> destination, long position)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[total..], position + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long position) => RandomAccess.Write(handle, bytes, position);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Reserve(long bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            NativeMethods.Reserve(handle, bytes);
        }
    }

    public void FlushData()
    {
        if (OperatingSystem.IsLinux())
        {
            NativeMethods.FlushData(handle);
        }
        else
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    public void Dispose() => handle.Dispose();
}
