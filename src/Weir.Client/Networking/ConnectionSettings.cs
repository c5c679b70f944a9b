using Microsoft.Extensions.Logging;

namespace Weir.Client.Networking;

/// <summary>What every connection of one client shares.</summary>
internal sealed record ConnectionSettings(
    string ClientId,
    TimeSpan ConnectTimeout,
    TimeSpan RequestTimeout,
    int SendBufferBytes,
    int ReceiveBufferBytes,
    int MaxResponseSize,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>What a response may take on top of the record batches asked for.</summary>
    private const int ResponseSlack = 100 * 1024 * 1024;

    public static ConnectionSettings From(ClientOptions options, int maxFetchBytes, TimeProvider time, ILogger logger) => new(
        options.ClientId,
        options.ConnectTimeout,
        options.RequestTimeout,
        options.SendBufferBytes,
        options.ReceiveBufferBytes,
        (int)Math.Min((long)maxFetchBytes + ResponseSlack, Array.MaxLength),
        time,
        logger);
}
