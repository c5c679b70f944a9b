using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Broker;

/// <summary>What Linux offers and .NET does not: <c>sendfile</c> on a socket that does not block.</summary>
internal static partial class NativeMethods
{
    private const int InterruptedError = 4;
    private const int WouldBlockError = 11;

    /// <summary>Whether <see cref="TrySendFile"/> can be called.</summary>
    public static bool HasSendFile { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Hands bytes of a file to the socket without copying them through this process.</summary>
    /// <returns>Bytes taken; 0 when the socket takes none now.</returns>
    /// <exception cref="IOException">The file ended early, the disk failed, or the peer is gone.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public static int TrySendFile(SafeSocketHandle socket, SafeFileHandle file, long position, int count)
    {
        while (true)
        {
            nint sent = SendFile(socket, file, ref position, count);
            if (sent > 0)
            {
                return (int)sent;
            }

            int error = Marshal.GetLastPInvokeError();
            if (sent == 0)
            {
                throw new EndOfStreamException($"the file ended {count} bytes early");
            }

            if (error == WouldBlockError)
            {
                return 0;
            }

            if (error != InterruptedError)
            {
                throw new IOException($"sendfile failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint SendFile(SafeSocketHandle socket, SafeFileHandle file, ref long offset, nint count);
}
