using System.Runtime.InteropServices;

namespace Weir.Compare.Raw;

/// <summary>Puts the machine into the same state before every load, whichever broker comes first.</summary>
internal static partial class HostMemory
{
    private const long ClaimedBytes = 2L << 30;
    private const int PageBytes = 4096;

    /// <summary>
    /// Writes out what earlier loads left dirty, then touches as much memory as a load fills the page cache with: the host of a virtual machine takes
    /// back memory that lies free, and the first touch of such a page costs several times the write of it.
    /// </summary>
    public static unsafe void Settle()
    {
        Sync();
        long bytes = Math.Min(ClaimedBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
        byte* memory = (byte*)NativeMemory.Alloc((nuint)bytes);
        for (long at = 0; at < bytes; at += PageBytes)
        {
            memory[at] = 1;
        }

        NativeMemory.Free(memory);
    }

    [LibraryImport("libc", EntryPoint = "sync")]
    private static partial void Sync();
}
