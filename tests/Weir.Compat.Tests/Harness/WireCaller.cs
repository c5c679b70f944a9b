using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Harness;

/// <summary>Asks a broker in the raw protocol, so that no client stands between its answer and the test.</summary>
/// <remarks>Thread model: one request at a time.</remarks>
internal sealed class WireCaller : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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

    /// <summary>Sends a request and reads its answer, to the last byte.</summary>
    /// <exception cref="OperationCanceledException">No answer for 30 s.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        using var limit = new CancellationTokenSource(Patience);
        await SendAsync(request, version);
        var stream = _client.GetStream();
        var prefix = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(prefix, limit.Token);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        await stream.ReadExactlyAsync(body, limit.Token);
        return Decode<TResponse>(body, version);
    }

    /// <summary>Creates a topic and waits until the broker answers for it: Kafka's learns of it some time after the controller has answered.</summary>
    public async Task<Guid> CreateTopicAsync(string name, int partitions = 1)
    {
        var request = new CreateTopicsRequest { TimeoutMs = 30_000, Topics = [new() { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }] };
        var created = await CallAsync<CreateTopicsRequest, CreateTopicsResponse>(request, 7);
        Assert.Equal(ErrorCode.None, created.Topics.Single().ErrorCode);
        MetadataResponse.MetadataResponseTopic seen;
        do
        {
            seen = (await CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = [new() { Name = name }] }, 12)).Topics.Single();
        }
        while (seen.ErrorCode != ErrorCode.None || seen.Partitions.Count != partitions || seen.Partitions.Exists(partition => partition.ErrorCode != ErrorCode.None));
        return created.Topics.Single().TopicId;
    }

    /// <summary>Sets settings of one resource. Kafka's broker learns of them some time after the controller has answered.</summary>
    public async Task AlterConfigsAsync(sbyte resourceType, string resourceName, IEnumerable<(string Name, string Value)> settings)
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                new()
                {
                    ResourceType = resourceType,
                    ResourceName = resourceName,
                    Configs = [.. settings.Select(setting => new IncrementalAlterConfigsRequest.AlterableConfig { Name = setting.Name, ConfigOperation = 0, Value = setting.Value })],
                },
            ],
        };
        var altered = await CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, 1);
        Assert.Equal(ErrorCode.None, altered.Responses.Single().ErrorCode);
    }

    /// <summary>Sends a request that is not answered: a produce request with <c>acks=0</c>.</summary>
    public async Task SendAsync<TRequest>(TRequest request, short version)
        where TRequest : IApiMessage
    {
        using var limit = new CancellationTokenSource(Patience);
        using var frame = EncodedFrame.ForRequest(request, version, ++_correlationId, "compat");
        var pieces = new List<ArraySegment<byte>>();
        frame.AppendTo(pieces);
        foreach (var piece in pieces)
        {
            await _client.GetStream().WriteAsync(piece, limit.Token);
        }
    }

    public void Dispose() => _client.Dispose();

    private TResponse Decode<TResponse>(byte[] body, short version)
        where TResponse : IApiMessage, new()
    {
        var reader = new ProtocolReader(body);
        var header = new ResponseHeader();
        header.Read(ref reader, HeaderVersions.OfResponse(TResponse.ApiKey, version, TResponse.FlexibleFrom));
        var response = new TResponse();
        response.Read(ref reader, version);
        Assert.Equal((_correlationId, 0), (header.CorrelationId, reader.Remaining));
        return response;
    }
}
