using System.Net;
using System.Net.Sockets;

namespace Weir.TestSupport;

/// <summary>Ports that nobody uses at the moment.</summary>
internal static class FreePorts
{
    /// <summary>The first of several free ports in a row.</summary>
    public static int Take(int count)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            int first = Random.Shared.Next(20_000, 30_000);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }

        throw new InvalidOperationException($"No {count} free ports in a row were found.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
