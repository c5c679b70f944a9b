using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>Speaks the protocol over a socket, frame by frame, so that tests decide about every byte.</summary>
internal sealed class WireClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private int _nextCorrelationId = 1;

    private WireClient(Socket socket) => _socket = socket;

    public static Task<WireClient> ConnectAsync(BrokerServer broker) => ConnectAsync(broker.BoundEndpoint);

    public static async Task<WireClient> ConnectAsync(BrokerEndpoint endpoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(endpoint.Host), endpoint.Port);
        return new WireClient(socket);
    }

    public async Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, short version, string? clientId = "test")
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        int correlationId = await SendAsync(request, version, clientId);
        return await ReceiveAsync<TResponse>(version, correlationId);
    }

    public async Task<int> SendAsync<TRequest>(TRequest request, short version, string? clientId = "test")
        where TRequest : IApiMessage
    {
        int correlationId = _nextCorrelationId++;
        await SendRawAsync(Encode(request, version, correlationId, clientId));
        return correlationId;
    }

    public static byte[] Encode<TRequest>(TRequest request, short version, int correlationId, string? clientId = "test")
        where TRequest : IApiMessage
    {
        using EncodedFrame frame = EncodedFrame.ForRequest(request, version, correlationId, clientId);
        var pieces = new List<ArraySegment<byte>>();
        frame.AppendTo(pieces);
        return [.. pieces.SelectMany(piece => piece)];
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, patience.Token)..];
        }
    }

    /// <summary>Receives the next response and checks that it answers the given request.</summary>
    public async Task<TResponse> ReceiveAsync<TResponse>(short version, int correlationId)
        where TResponse : IApiMessage, new()
    {
        byte[] frame = await ReceiveFrameAsync() ?? throw new EndOfStreamException("The broker closed the connection.");
        return Decode<TResponse>(frame, version, correlationId);
    }

    public static TResponse Decode<TResponse>(byte[] frame, short version, int correlationId)
        where TResponse : IApiMessage, new()
    {
        var reader = new ProtocolReader(frame);
        var header = new ResponseHeader();
        header.Read(ref reader, HeaderVersions.OfResponse(TResponse.ApiKey, version, TResponse.FlexibleFrom));
        Assert.Equal(correlationId, header.CorrelationId);
        var response = new TResponse();
        response.Read(ref reader, version);
        Assert.Equal(0, reader.Remaining);
        return response;
    }

    /// <returns>A frame without its length; null when the broker has closed the connection.</returns>
    public async Task<byte[]?> ReceiveFrameAsync()
    {
        byte[]? prefix = await ReceiveExactlyAsync(4);
        return prefix is null ? null : await ReceiveExactlyAsync(BinaryPrimitives.ReadInt32BigEndian(prefix));
    }

    public async Task AssertClosedAsync() => Assert.Null(await ReceiveFrameAsync());

    /// <summary>The broker begins an answer and closes the connection before its end.</summary>
    public async Task AssertClosedWithinAnswerAsync()
    {
        byte[]? prefix = await ReceiveExactlyAsync(4);
        Assert.NotNull(prefix);
        Assert.Null(await ReceiveExactlyAsync(BinaryPrimitives.ReadInt32BigEndian(prefix)));
    }

    public bool HasResponse => _socket.Available > 0;

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]?> ReceiveExactlyAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        byte[] bytes = new byte[count];
        for (int received = 0; received < count;)
        {
            int more;
            try
            {
                more = await _socket.ReceiveAsync(bytes.AsMemory(received), SocketFlags.None, patience.Token);
            }
            catch (SocketException)
            {
                return null;
            }

            if (more == 0)
            {
                return null;
            }

            received += more;
        }

        return bytes;
    }
}
