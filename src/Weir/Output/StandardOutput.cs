using Microsoft.Win32.SafeHandles;

namespace Weir.Output;

/// <summary>Standard output for bytes.</summary>
internal static class StandardOutput
{
    /// <summary>
    /// Opens it so that a reader that went away (<c>weir consume ... | head -1</c>) ends the writing with an exception;
    /// <see cref="Console.OpenStandardOutput()"/> would go on writing into the void.
    /// </summary>
    public static Stream Open() => OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
}
