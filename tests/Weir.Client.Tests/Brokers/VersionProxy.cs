using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Client.Tests.Brokers;

/// <summary>Stands before a broker and pretends that it is an older one: it tells of the older one's API versions and features, and refuses every other version, as that one does.</summary>
internal sealed class VersionProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _brokerPort;
    private readonly IReadOnlyDictionary<ApiKey, short>? _versions;

    /// <param name="brokerPort">Where the broker listens, on the loopback interface.</param>
    /// <param name="versions">Highest version of each API there is; null for those of the broker itself. Features are never told of.</param>
    public VersionProxy(int brokerPort, IReadOnlyDictionary<ApiKey, short>? versions)
    {
        _brokerPort = brokerPort;
        _versions = versions;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string BootstrapServers => $"127.0.0.1:{Port}";

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync();
            _listener.Dispose();
            _stopping.Dispose();
        }
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
            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort);
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

    private byte[]? OnRequest(TcpClient client, ConcurrentDictionary<int, (ApiKey Key, short Version)> asked, byte[] frame)
    {
        var key = (ApiKey)BinaryPrimitives.ReadInt16BigEndian(frame);
        short version = BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(2));
        int correlationId = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4));
        if (_versions is { } versions && (!versions.TryGetValue(key, out short highest) || version > highest))
        {
            if (key != ApiKey.ApiVersions)
            {
                throw new InvalidDataException($"The older broker closes the connection on {key} version {version}.");
            }

            // Kafka before 2.4 answers in version 0 and names no versions (KIP-511).
            client.GetStream().Write(Bytes(new ApiVersionsResponse { ErrorCode = ErrorCode.UnsupportedVersion }, 0, correlationId, withLength: true));
            return null;
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
                ApiVersionsResponse answer = Read<ApiVersionsResponse>(frame, request.Version);
                answer.FinalizedFeatures = [];
                if (_versions is not null)
                {
                    answer.ApiKeys = [.. _versions.Select(static api => new ApiVersionsResponse.ApiVersion { ApiKey = (short)api.Key, MaxVersion = api.Value })];
                }

                return Bytes(answer, request.Version, correlationId);
            case ApiKey.Metadata:
                MetadataResponse metadata = Read<MetadataResponse>(frame, request.Version);
                metadata.Brokers.ForEach(broker => broker.Port = Port);
                return Bytes(metadata, request.Version, correlationId);
            case ApiKey.FindCoordinator:
                FindCoordinatorResponse coordinator = Read<FindCoordinatorResponse>(frame, request.Version);
                coordinator.Port = Port;
                coordinator.Coordinators.ForEach(one => one.Port = Port);
                return Bytes(coordinator, request.Version, correlationId);
            default:
                return frame;
        }
    }

    private static TMessage Read<TMessage>(byte[] frame, short version)
        where TMessage : IApiMessage, new()
    {
        var reader = new ProtocolReader(frame.AsMemory(sizeof(int)));
        if (HeaderVersions.OfResponse(TMessage.ApiKey, version, TMessage.FlexibleFrom) > 0)
        {
            reader.SkipTaggedFields();
        }

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
