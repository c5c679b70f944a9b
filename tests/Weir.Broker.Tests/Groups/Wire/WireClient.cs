using System.Buffers.Binary;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;

namespace Weir.Broker.Tests.Groups.Wire;

/// <summary>One connection that speaks the protocol message by message, at whatever version the test asks for.</summary>
/// <remarks>Thread model: one request at a time.</remarks>
internal sealed class WireClient : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private int _correlationId;

    public static async Task<WireClient> ConnectAsync(BrokerServer broker)
    {
        var client = new WireClient();
        await client._tcp.ConnectAsync("127.0.0.1", broker.BoundEndpoint.Port);
        return client;
    }

    /// <summary>Sends a request and reads the answer, which must be exactly one message.</summary>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : class, IApiMessage
        where TResponse : class, IApiMessage, new()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        int correlationId = ++_correlationId;
        using (EncodedFrame frame = EncodedFrame.ForRequest(request, version, correlationId, "wire"))
        {
            var pieces = new List<ArraySegment<byte>>();
            frame.AppendTo(pieces);
            foreach (ArraySegment<byte> piece in pieces)
            {
                await _tcp.GetStream().WriteAsync(piece, limit.Token);
            }
        }

        byte[] size = new byte[sizeof(int)];
        await _tcp.GetStream().ReadExactlyAsync(size, limit.Token);
        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        await _tcp.GetStream().ReadExactlyAsync(body, limit.Token);
        return Decode<TResponse>(body, version, correlationId);
    }

    public void Dispose() => _tcp.Dispose();

    private static TResponse Decode<TResponse>(byte[] body, short version, int correlationId)
        where TResponse : class, IApiMessage, new()
    {
        var reader = new ProtocolReader(body);
        Assert.Equal(correlationId, reader.ReadInt32());
        if (HeaderVersions.OfResponse(TResponse.ApiKey, version, TResponse.FlexibleFrom) == 1)
        {
            Assert.Equal(0u, reader.ReadUnsignedVarint());
        }

        var response = new TResponse();
        response.Read(ref reader, version);
        Assert.Equal(0, reader.Remaining);
        return response;
    }
}
