using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Client.Tests.Support;

/// <summary>A broker that says what a test wants it to say, over a real socket. It serves ApiVersions and Metadata by itself.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ApiKey, (short FlexibleFrom, Handler Handler)> _handlers = new();
    private readonly ConcurrentDictionary<ApiKey, (short Lowest, short Highest)> _versions = new();
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly CancellationTokenSource _stopping = new();
    private int _connections;

    public FakeBroker(int id = 1)
    {
        Id = id;
        Cluster = [this];
        _listener.Start();
        On<ApiVersionsRequest, ApiVersionsResponse>((_, _) => Versions());
        On<MetadataRequest, MetadataResponse>((request, _) => Metadata(request));
        On<InitProducerIdRequest, InitProducerIdResponse>((_, _) => new InitProducerIdResponse { ProducerId = 7, ProducerEpoch = 0 });
        _ = AcceptAsync();
    }

    private delegate EncodedFrame? Handler(ReadOnlyMemory<byte> body, short version, int correlationId);

    public int Id { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string BootstrapServers => $"127.0.0.1:{Port}";

    /// <summary>Connections taken so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The brokers its metadata names; this one alone at first.</summary>
    public IReadOnlyList<FakeBroker> Cluster { get; set; }

    public int PartitionCount { get; set; } = 1;

    /// <summary>Who its metadata says leads every partition.</summary>
    public int LeaderId { get; set; } = 1;

    public Guid TopicId { get; set; } = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    /// <summary>What it says the cluster has agreed on for <c>transaction.version</c>.</summary>
    public short TransactionVersion { get; set; }

    /// <summary>Topics there are; null is every topic that is asked for.</summary>
    public IReadOnlyList<string>? Topics { get; set; }

    /// <summary>Answers a request; null closes no connection and answers nothing.</summary>
    public void On<TRequest, TResponse>(Func<TRequest, short, TResponse?> answer)
        where TRequest : class, IApiMessage, new()
        where TResponse : class, IApiMessage
    {
        _versions.TryAdd(TRequest.ApiKey, (TRequest.LowestVersion, TRequest.HighestVersion));
        _handlers[TRequest.ApiKey] = (TRequest.FlexibleFrom, Handle);

        EncodedFrame? Handle(ReadOnlyMemory<byte> body, short version, int correlationId)
        {
            var reader = new ProtocolReader(body);
            var request = new TRequest();
            request.Read(ref reader, version);
            return answer(request, version) is { } response ? EncodedFrame.ForResponse(response, version, correlationId) : null;
        }
    }

    /// <summary>Serves no newer version of an API than this.</summary>
    public void Limit(ApiKey key, short highest) => _versions[key] = (_versions[key].Lowest, highest);

    /// <summary>What it says to a metadata request of its own accord.</summary>
    public MetadataResponse Metadata(MetadataRequest request) => new()
    {
        ClusterId = "fake",
        ControllerId = Id,
        Brokers = [.. Cluster.Select(static broker => new MetadataResponse.MetadataResponseBroker { NodeId = broker.Id, Host = "127.0.0.1", Port = broker.Port })],
        Topics = [.. (request.Topics?.Select(static topic => topic.Name!) ?? Topics ?? []).Select(topic => new MetadataResponse.MetadataResponseTopic
        {
            Name = topic,
            TopicId = TopicId,
            Partitions = [.. Enumerable.Range(0, PartitionCount).Select(partition => new MetadataResponse.MetadataResponsePartition
            {
                PartitionIndex = partition,
                LeaderId = LeaderId,
                LeaderEpoch = 0,
                ReplicaNodes = [.. Cluster.Select(static broker => broker.Id)],
                IsrNodes = [.. Cluster.Select(static broker => broker.Id)],
            })],
        })],
    };

    /// <summary>Cuts every connection.</summary>
    public void CutConnections()
    {
        while (_sockets.TryTake(out Socket? socket))
        {
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync();
            _listener.Dispose();
            CutConnections();
            _stopping.Dispose();
        }
    }

    private ApiVersionsResponse Versions() => new()
    {
        ApiKeys = [.. _versions.Select(static range => new ApiVersionsResponse.ApiVersion
        {
            ApiKey = (short)range.Key,
            MinVersion = range.Value.Lowest,
            MaxVersion = range.Value.Highest,
        })],
        FinalizedFeatures = [new ApiVersionsResponse.FinalizedFeatureKey { Name = "transaction.version", MaxVersionLevel = TransactionVersion }],
    };

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
                socket.NoDelay = true;
                _sockets.Add(socket);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using var stream = new NetworkStream(socket, ownsSocket: true);
            byte[] length = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(length, _stopping.Token);
                byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await stream.ReadExactlyAsync(frame, _stopping.Token);
                if (Answer(frame) is { } answer)
                {
                    var pieces = new List<ArraySegment<byte>>();
                    answer.AppendTo(pieces);
                    await socket.SendAsync(pieces, SocketFlags.None);
                    answer.Dispose();
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The client or the test has ended the connection.
        }
    }

    private EncodedFrame? Answer(byte[] frame)
    {
        var key = (ApiKey)BinaryPrimitives.ReadInt16BigEndian(frame);
        short version = BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(2));
        (short flexibleFrom, Handler handler) = _handlers[key];
        var reader = new ProtocolReader(frame);
        var header = new RequestHeader();
        header.Read(ref reader, HeaderVersions.OfRequest(version, flexibleFrom));
        return handler(frame.AsMemory(reader.Position), version, header.CorrelationId);
    }
}
