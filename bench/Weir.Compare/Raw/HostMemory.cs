using System.Globalization;
using System.Runtime.InteropServices;

namespace Weir.Compare.Raw;

/// <summary>Puts the machine into the same state before every load, whichever broker comes first: nothing left to write out, and a full page cache.</summary>
/// <remarks>
/// A broker that has run for a day has no free memory: the page cache has taken it, and what is written takes the place of what was cached. A bench
/// on an idle virtual machine would measure something else, for its host takes back memory that lies free and charges several times the write of a
/// page to the first touch after that. Thread model: the bench's one thread.
/// </remarks>
internal sealed partial class HostMemory : IDisposable
{
    private const long KeptFreeBytes = 512L << 20;
    private const int ReadsPerLook = 16;

    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly FileStream? _filler;

    public HostMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Sparse: it takes no room on the disk, and its pages are clean, so that they can be taken at once.
        string path = Path.Combine(AppContext.BaseDirectory, $"page-cache-{Environment.ProcessId}");
        _filler = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        _filler.SetLength(MemoryInfo("MemTotal"));
    }

    /// <summary>Waits for the disk, then caches until hardly any memory is free.</summary>
    public void Settle()
    {
        if (_filler is null)
        {
            return;
        }

        Sync();
        long read = 0;
        while (read < _filler.Length && MemoryInfo("MemFree") > KeptFreeBytes)
        {
            read += Fill(_filler);
        }
    }

    public void Dispose() => _filler?.Dispose();

    /// <summary>Reads on where the last one stopped: what was given up since is what was read longest ago.</summary>
    private long Fill(FileStream filler)
    {
        long total = 0;
        for (int i = 0; i < ReadsPerLook; i++)
        {
            int count = filler.Read(_buffer);
            if (count == 0)
            {
                filler.Position = 0;
            }

            total += count;
        }

        return total;
    }

    /// <summary>A figure of <c>/proc/meminfo</c>, in bytes.</summary>
    private static long MemoryInfo(string name)
    {
        string line = File.ReadLines("/proc/meminfo").First(l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    [LibraryImport("libc", EntryPoint = "sync")]
    private static partial void Sync();
}
