using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;
using Weir.Testing;

namespace Weir.Client.Tests.Brokers;

/// <summary>
/// A broker behind a proxy that pretends to be Apache Kafka 2.1: it tells of that release's API versions and refuses every other one, as
/// that release does.
/// </summary>
public sealed class WeirAsKafka21 : IBrokerUnderTest
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private EmbeddedBroker? _broker;

    public string BootstrapServers => $"127.0.0.1:{Port}";

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask InitializeAsync()
    {
        _broker = await EmbeddedBroker.StartAsync();
        _listener.Start();
        _ = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var broker = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await broker.ConnectAsync(IPAddress.Loopback, _broker!.Port);
            var asked = new ConcurrentDictionary<int, (ApiKey Key, short Version)>();
            await Task.WhenAny(
                PumpAsync(client, broker, frame => OnRequest(client, asked, frame)),
                PumpAsync(broker, client, frame => OnResponse(asked, frame)));
        }
    }

    /// <summary>Carries frames from one side to the other, as <paramref name="change"/> gives them back; null keeps one.</summary>
    private async Task PumpAsync(TcpClient from, TcpClient to, Func<byte[], byte[]?> change)
    {
        try
        {
            byte[] length = new byte[4];
            while (true)
            {
                await from.GetStream().ReadExactlyAsync(length, _stopping.Token);
                byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await from.GetStream().ReadExactlyAsync(frame, _stopping.Token);
                if (change(frame) is { } changed)
                {
                    BinaryPrimitives.WriteInt32BigEndian(length, changed.Length);
                    await to.GetStream().WriteAsync((byte[])[.. length, .. changed], _stopping.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException or InvalidDataException)
        {
            // One side has ended the connection, or has asked for what Kafka 2.1 does not serve.
        }
    }

    private static byte[]? OnRequest(TcpClient client, ConcurrentDictionary<int, (ApiKey Key, short Version)> asked, byte[] frame)
    {
        var key = (ApiKey)BinaryPrimitives.ReadInt16BigEndian(frame);
        short version = BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(2));
        int correlationId = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4));
        if (key == ApiKey.ApiVersions && version > Kafka21.Versions[key])
        {
            // Kafka before 2.4 answers in version 0 and names no versions (KIP-511).
            client.GetStream().Write(Bytes(new ApiVersionsResponse { ErrorCode = ErrorCode.UnsupportedVersion }, 0, correlationId, withLength: true));
            return null;
        }

        if (!Kafka21.Versions.TryGetValue(key, out short highest) || version > highest)
        {
            throw new InvalidDataException($"Kafka 2.1 closes the connection on {key} version {version}.");
        }

        asked[correlationId] = (key, version);
        return frame;
    }

    private byte[] OnResponse(ConcurrentDictionary<int, (ApiKey Key, short Version)> asked, byte[] frame)
    {
        int correlationId = BinaryPrimitives.ReadInt32BigEndian(frame);
        asked.TryRemove(correlationId, out (ApiKey Key, short Version) request);
        switch (request.Key)
        {
            case ApiKey.ApiVersions:
                return Bytes(Kafka21.ApiVersions(), request.Version, correlationId);
            case ApiKey.Metadata:
                MetadataResponse metadata = Read<MetadataResponse>(frame, request.Version);
                metadata.Brokers.ForEach(broker => broker.Port = Port);
                return Bytes(metadata, request.Version, correlationId);
            case ApiKey.FindCoordinator:
                FindCoordinatorResponse coordinator = Read<FindCoordinatorResponse>(frame, request.Version);
                coordinator.Port = Port;
                return Bytes(coordinator, request.Version, correlationId);
            default:
                return frame;
        }
    }

    /// <summary>None of that release's response headers has more than the correlation id.</summary>
    private static TMessage Read<TMessage>(byte[] frame, short version)
        where TMessage : IApiMessage, new()
    {
        var reader = new ProtocolReader(frame.AsMemory(sizeof(int)));
        var message = new TMessage();
        message.Read(ref reader, version);
        return message;
    }

    private static byte[] Bytes<TMessage>(TMessage message, short version, int correlationId, bool withLength = false)
        where TMessage : IApiMessage
    {
        using EncodedFrame frame = EncodedFrame.ForResponse(message, version, correlationId);
        List<ArraySegment<byte>> pieces = [];
        frame.AppendTo(pieces);
        byte[] all = [.. pieces.SelectMany(static piece => piece)];
        return withLength ? all : all[sizeof(int)..];
    }
}
