using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Weir.Broker;

/// <summary>Makes connections that share buffers, decoder and limits.</summary>
internal sealed class ConnectionFactory(BufferPool buffers, int maxFrameBytes, ILogger<ClientConnection> logger, TimeProvider time)
{
    /// <summary>Set before the first connection is accepted.</summary>
    public RequestDecoder Decoder { get; set; } = new(new ApiRegistry([]));

    /// <summary>Set before the first connection is accepted; null limits nobody.</summary>
    public ClientQuotas? Quotas { get; set; }

    public ClientConnection Create(Socket socket, Listener listener) => new(socket, listener, Decoder, buffers, maxFrameBytes, logger, time) { Quotas = Quotas };
}
