using System.Buffers.Binary;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>Reads request headers and finds the handler (protocol guide, "Request Header v1/v2").</summary>
internal sealed class RequestDecoder(ApiRegistry apis)
{
    private const int FixedHeaderBytes = 8;

    /// <exception cref="ProtocolException">The header is broken, or the API or version is not served: Kafka closes the connection then.</exception>
    public RequestContext Decode(ClientConnection connection, ReadOnlyMemory<byte> frame, out ApiHandler handler, out ReadOnlyMemory<byte> body)
    {
        ReadOnlySpan<byte> bytes = frame.Span;
        if (bytes.Length < FixedHeaderBytes)
        {
            throw new ProtocolException($"A request of {bytes.Length} bytes is shorter than its header.");
        }

        short apiKey = BinaryPrimitives.ReadInt16BigEndian(bytes);
        short version = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        if (!apis.TryGet(apiKey, out ApiHandler? found))
        {
            throw new ProtocolException($"API key {apiKey} is not served.");
        }

        handler = found;
        if (version < found.LowestVersion || version > found.HighestVersion)
        {
            return found.Key == ApiKey.ApiVersions
                ? RefuseVersion(connection, bytes, out body)
                : throw new ProtocolException($"{found.Key} v{version} is not served, only v{found.LowestVersion} to v{found.HighestVersion}.");
        }

        var header = new RequestHeader();
        var reader = new ProtocolReader(frame);
        header.Read(ref reader, HeaderVersions.OfRequest(version, found.FlexibleFrom));
        body = frame[reader.Position..];
        return new RequestContext(connection, found.Key, version, header.CorrelationId, header.ClientId);
    }

    // A client newer than this broker learns the range from a v0 answer, whatever its request looks like (KIP-511).
    private static RequestContext RefuseVersion(ClientConnection connection, ReadOnlySpan<byte> bytes, out ReadOnlyMemory<byte> body)
    {
        body = default;
        return new RequestContext(connection, ApiKey.ApiVersions, 0, BinaryPrimitives.ReadInt32BigEndian(bytes[4..]), clientId: null) { IsUnsupportedVersion = true };
    }
}
