using System.Globalization;
using System.Net.Sockets;
using Weir.CommandLine;

namespace Weir.Cluster;

/// <summary>
/// Looks whether anybody listens before a command begins. The clients themselves wait and try again, as a service should; a person
/// who mistyped a port should know at once.
/// </summary>
internal static class BootstrapProbe
{
    // Long enough for a broker that was started by the line before.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns when one of the addresses takes a connection.</summary>
    /// <param name="servers">As in <c>bootstrap.servers</c>. What is no address is left for the client to complain about.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CommandException">None did: exit code 1.</exception>
    public static async Task RequireAsync(string servers, TimeProvider time)
    {
        var addresses = servers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        if (addresses.Count == 0 || addresses.Contains(null))
        {
            return;
        }
        var start = time.GetTimestamp();
        while (true)
        {
            string reason = "";
            foreach (var (host, port) in addresses.Select(address => address!.Value))
            {
                var failure = await TryAsync(host, port);
                if (failure is null)
                {
                    return;
                }
                reason = failure;
            }
            if (time.GetElapsedTime(start) >= Grace)
            {
                throw CommandException.Failed($"no broker at {servers}: {reason}. Start one with 'weir up', or name another with --bootstrap-server");
            }
            await Task.Delay(Pause, time);
        }
    }

    private static async Task<string?> TryAsync(string host, int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Grace);
        try
        {
            await socket.ConnectAsync(host, port, patience.Token);
            return null;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "nothing listens there",
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host name is not known",
                _ => FailureText.OneLine(error.Message),
            };
        }
        catch (OperationCanceledException)
        {
            return "no answer";
        }
    }

    private static (string Host, int Port)? Parse(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? (address[..colon].Trim('[', ']'), port)
            : null;
    }
}
