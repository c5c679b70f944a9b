using System.Buffers.Binary;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;

namespace Weir.Compat.Tests.Groups.Wire;

/// <summary>One connection that speaks the protocol message by message, at whatever version the test asks for.</summary>
/// <remarks>Thread model: one request at a time.</remarks>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private int _correlationId;

    public static async Task<RawClient> ConnectAsync(string bootstrapServers)
    {
        var client = new RawClient();
        var at = bootstrapServers.LastIndexOf(':');
        await client._tcp.ConnectAsync(bootstrapServers[..at], int.Parse(bootstrapServers[(at + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        return client;
    }

    /// <summary>Sends a request and reads the answer.</summary>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : class, IApiMessage
        where TResponse : class, IApiMessage, new()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using (var frame = EncodedFrame.ForRequest(request, version, ++_correlationId, "raw"))
        {
            var pieces = new List<ArraySegment<byte>>();
            frame.AppendTo(pieces);
            foreach (var piece in pieces)
            {
                await _tcp.GetStream().WriteAsync(piece, limit.Token);
            }
        }

        var size = new byte[sizeof(int)];
        await _tcp.GetStream().ReadExactlyAsync(size, limit.Token);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        await _tcp.GetStream().ReadExactlyAsync(body, limit.Token);
        return Decode<TResponse>(body, version);
    }

    public void Dispose() => _tcp.Dispose();

    private static TResponse Decode<TResponse>(byte[] body, short version)
        where TResponse : class, IApiMessage, new()
    {
        var reader = new ProtocolReader(body);
        reader.ReadInt32();
        if (HeaderVersions.OfResponse(TResponse.ApiKey, version, TResponse.FlexibleFrom) == 1)
        {
            reader.SkipTaggedFields();
        }

        var response = new TResponse();
        response.Read(ref reader, version);
        return response;
    }
}
