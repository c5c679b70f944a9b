using System.Net.Sockets;
using Weir.Protocol;

namespace Weir.Client.Networking;

/// <summary>What to say when a connection cannot be made or kept.</summary>
internal static class ConnectionErrors
{
    public static KafkaException NotReachable(BrokerAddress address, Exception cause) => new(
        ErrorCode.NetworkException,
        $"No connection to the broker at {address}: {Reason(cause)} Check that it runs, and that bootstrap.servers and the broker's advertised.listeners name an address this machine can reach.",
        cause);

    public static KafkaException ConnectTimedOut(BrokerAddress address, TimeSpan timeout) => new(
        ErrorCode.NetworkException,
        $"No connection to the broker at {address} within {timeout.TotalMilliseconds} ms. Check the address and the firewall, or raise socket.connection.setup.timeout.ms.");

    public static KafkaException Lost(BrokerAddress address, Exception? cause) => cause as KafkaException ?? new KafkaException(
        ErrorCode.NetworkException,
        cause is null ? $"The broker at {address} closed the connection." : $"The connection to the broker at {address} was lost: {Reason(cause)}",
        cause);

    public static KafkaException TimedOut(BrokerAddress address, ApiKey apiKey) => new(
        ErrorCode.RequestTimedOut,
        $"The broker at {address} did not answer a {apiKey} request within request.timeout.ms; the connection was closed.");

    private static string Reason(Exception cause) => cause switch
    {
        SocketException socket => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "nothing listens there.",
            SocketError.HostNotFound or SocketError.NoData => "the host name is not known.",
            SocketError.ConnectionReset => "it was reset by the other side.",
            _ => socket.Message.TrimEnd('.') + ".",
        },
        _ => cause.Message.TrimEnd('.') + ".",
    };
}
