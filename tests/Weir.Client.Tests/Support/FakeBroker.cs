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
    private readonly ConcurrentDictionary<ApiKey, Handler> _handlers = new();
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly CancellationTokenSource _stopping = new();

    public FakeBroker()
    {
        _listener.Start();
        On<ApiVersionsRequest, ApiVersionsResponse>((_, _) => Versions());
        On<MetadataRequest, MetadataResponse>((request, _) => Metadata(request));
        On<InitProducerIdRequest, InitProducerIdResponse>((_, _) => new InitProducerIdResponse { ProducerId = 7, ProducerEpoch = 0 });
        _ = AcceptAsync();
    }

    private delegate EncodedFrame? Handler(ReadOnlyMemory<byte> body, short version, int correlationId);

    public string BootstrapServers => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int PartitionCount { get; set; } = 1;

    /// <summary>Answers a request; null closes no connection and answers nothing.</summary>
    public void On<TRequest, TResponse>(Func<TRequest, short, TResponse?> answer)
        where TRequest : class, IApiMessage, new()
        where TResponse : class, IApiMessage
    {
        _handlers[TRequest.ApiKey] = (body, version, correlationId) =>
        {
            var reader = new ProtocolReader(body);
            var request = new TRequest();
            request.Read(ref reader, version);
            return answer(request, version) is { } response ? EncodedFrame.ForResponse(response, version, correlationId) : null;
        };
    }

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
        await _stopping.CancelAsync();
        _listener.Dispose();
        CutConnections();
        _stopping.Dispose();
    }

    private static ApiVersionsResponse Versions() => new()
    {
        ApiKeys =
        [
            Range<ProduceRequest>(), Range<FetchRequest>(), Range<MetadataRequest>(), Range<ApiVersionsRequest>(), Range<InitProducerIdRequest>(),
        ],
    };

    private static ApiVersionsResponse.ApiVersion Range<TRequest>()
        where TRequest : IApiMessage => new() { ApiKey = (short)TRequest.ApiKey, MinVersion = TRequest.LowestVersion, MaxVersion = TRequest.HighestVersion };

    private MetadataResponse Metadata(MetadataRequest request) => new()
    {
        ClusterId = "fake",
        ControllerId = 1,
        Brokers = [new MetadataResponse.MetadataResponseBroker { NodeId = 1, Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }],
        Topics = [.. (request.Topics ?? []).Select(topic => new MetadataResponse.MetadataResponseTopic
        {
            Name = topic.Name,
            TopicId = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            Partitions = [.. Enumerable.Range(0, PartitionCount).Select(static partition => new MetadataResponse.MetadataResponsePartition
            {
                PartitionIndex = partition,
                LeaderId = 1,
                LeaderEpoch = 0,
                ReplicaNodes = [1],
                IsrNodes = [1],
            })],
        })],
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
        var reader = new ProtocolReader(frame);
        var header = new RequestHeader();
        header.Read(ref reader, HeaderVersions.OfRequest(version, FlexibleFrom(key)));
        return _handlers[key](frame.AsMemory(reader.Position), version, header.CorrelationId);
    }

    private static short FlexibleFrom(ApiKey key) => key switch
    {
        ApiKey.Produce => ProduceRequest.FlexibleFrom,
        ApiKey.Fetch => FetchRequest.FlexibleFrom,
        ApiKey.Metadata => MetadataRequest.FlexibleFrom,
        ApiKey.ApiVersions => ApiVersionsRequest.FlexibleFrom,
        ApiKey.InitProducerId => InitProducerIdRequest.FlexibleFrom,
        _ => throw new InvalidOperationException($"The fake broker knows no {key}."),
    };
}
