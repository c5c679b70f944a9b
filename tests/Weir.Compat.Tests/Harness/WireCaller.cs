using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Harness;

/// <summary>Asks a broker in the raw protocol, so that no client stands between its answer and the test.</summary>
internal sealed class WireCaller : IDisposable
{
    private readonly TcpClient _client;
    private int _correlationId;

    private WireCaller(TcpClient client) => _client = client;

    public static async Task<WireCaller> ConnectAsync(string bootstrapServers)
    {
        var address = bootstrapServers.Split(':');
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        return new WireCaller(client);
    }

    public async Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        using var frame = EncodedFrame.ForRequest(request, version, ++_correlationId, "compat");
        var pieces = new List<ArraySegment<byte>>();
        frame.AppendTo(pieces);
        var stream = _client.GetStream();
        foreach (var piece in pieces)
        {
            await stream.WriteAsync(piece);
        }
        var prefix = new byte[4];
        await stream.ReadExactlyAsync(prefix);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        await stream.ReadExactlyAsync(body);

        var reader = new ProtocolReader(body);
        var header = new ResponseHeader();
        header.Read(ref reader, HeaderVersions.OfResponse(TResponse.ApiKey, version, TResponse.FlexibleFrom));
        var response = new TResponse();
        response.Read(ref reader, version);
        Assert.Equal((_correlationId, 0), (header.CorrelationId, reader.Remaining));
        return response;
    }

    public void Dispose() => _client.Dispose();
}
