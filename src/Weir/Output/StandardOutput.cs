using Microsoft.Win32.SafeHandles;

namespace Weir.Output;

/// <summary>Standard output for bytes.</summary>
internal static class StandardOutput
{
    /// <summary>
    /// Opens it so that a reader that went away (<c>weir consume ... | head -1</c>) ends the writing with an exception;
    /// <see cref="Console.OpenStandardOutput()"/> would go on writing into the void.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // To a file a FileStream writes at a position of its own, over what others who share the file have written.
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
