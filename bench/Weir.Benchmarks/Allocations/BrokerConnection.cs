using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;

namespace Weir.Benchmarks.Allocations;

/// <summary>A client that sends frames made beforehand and allocates nothing while it does, so that what is measured is the broker.</summary>
/// <remarks>Thread model: one caller; blocking on purpose.</remarks>
internal sealed class BrokerConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _response = new byte[4 * 1024 * 1024];

    public BrokerConnection(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>The bytes of a request on the wire.</summary>
    public static byte[] Frame<TRequest>(TRequest request, short version)
        where TRequest : IApiMessage
    {
        using var frame = EncodedFrame.ForRequest(request, version, 1, "bench");
        var pieces = new List<ArraySegment<byte>>();
        frame.AppendTo(pieces);
        return [.. pieces.SelectMany(piece => piece)];
    }

    /// <summary>Sends one request and returns the bytes of its response, without the length; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Exchange(ReadOnlySpan<byte> frame)
    {
        while (frame.Length > 0)
        {
            frame = frame[_socket.Send(frame)..];
        }

        Receive(_response.AsSpan(0, sizeof(int)));
        int length = BinaryPrimitives.ReadInt32BigEndian(_response);
        Receive(_response.AsSpan(0, length));
        return _response.AsMemory(0, length);
    }

    public void Dispose() => _socket.Dispose();

    private void Receive(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int received = _socket.Receive(destination);
            destination = received > 0 ? destination[received..] : throw new IOException("The broker closed the connection.");
        }
    }
}
