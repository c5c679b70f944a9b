using System.Net;
using System.Net.Sockets;

namespace Weir.Client.Networking;

/// <summary>Makes TCP connections: every address of the host in turn, each within the connection timeout.</summary>
internal static class SocketConnector
{
    /// <exception cref="KafkaException">No address answers.</exception>
    public static async Task<Socket> ConnectAsync(BrokerAddress address, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.ConnectTimeout, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            IPAddress[] candidates = IPAddress.TryParse(address.Host, out IPAddress? literal)
                ? [literal]
                : await Dns.GetHostAddressesAsync(address.Host, either.Token).ConfigureAwait(false);
            return await ConnectFirstAsync(candidates, address, settings, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ConnectionErrors.ConnectTimedOut(address, settings.ConnectTimeout);
        }
        catch (SocketException e)
        {
            throw ConnectionErrors.NotReachable(address, e);
        }
    }

    private static async Task<Socket> ConnectFirstAsync(
        IPAddress[] candidates, BrokerAddress address, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (IPAddress candidate in candidates)
        {
            var socket = new Socket(candidate.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                Configure(socket, settings);
                await socket.ConnectAsync(new IPEndPoint(candidate, address.Port), cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static void Configure(Socket socket, ConnectionSettings settings)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        if (settings.SendBufferBytes > 0)
        {
            socket.SendBufferSize = settings.SendBufferBytes;
        }

        if (settings.ReceiveBufferBytes > 0)
        {
            socket.ReceiveBufferSize = settings.ReceiveBufferBytes;
        }
    }
}
