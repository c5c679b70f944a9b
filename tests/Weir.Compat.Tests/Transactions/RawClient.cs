using System.Buffers.Binary;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Transactions;

/// <summary>Speaks the protocol request by request, so that two brokers can be asked the same.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true };
    private int _correlationId;

    public static async Task<RawClient> ConnectAsync(string bootstrapServers)
    {
        var client = new RawClient();
        string[] address = bootstrapServers.Split(':');
        await client._connection.ConnectAsync(address[0], int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture));
        return client;
    }

    public async Task<TResponse> AskAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        using EncodedFrame frame = EncodedFrame.ForRequest(request, version, ++_correlationId, "raw");
        var pieces = new List<ArraySegment<byte>>();
        frame.AppendTo(pieces);
        NetworkStream stream = _connection.GetStream();
        await stream.WriteAsync(pieces.SelectMany(piece => piece).ToArray());
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(body);
        var reader = new ProtocolReader(body);
        var header = new ResponseHeader();
        header.Read(ref reader, HeaderVersions.OfResponse(TResponse.ApiKey, version, TResponse.FlexibleFrom));
        var response = new TResponse();
        response.Read(ref reader, version);
        return response;
    }

    public void Dispose() => _connection.Dispose();
}
