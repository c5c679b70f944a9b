using Microsoft.Extensions.Logging.Abstractions;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>A broker on a free port with a directory of its own, and the calls most tests need.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly Dictionary<string, string> _properties;
    private readonly TimeProvider _time;
    private readonly Durability _durability;

    private TestBroker(DirectoryInfo directory, Dictionary<string, string> properties, TimeProvider time, Durability durability)
    {
        _directory = directory;
        _properties = properties;
        _time = time;
        _durability = durability;
    }

    public BrokerServer Server { get; private set; } = null!;

    public string Path => _directory.FullName;

    public static async Task<TestBroker> StartAsync(TimeProvider? time = null, Durability durability = Durability.Disk, params (string Name, string Value)[] properties)
    {
        var broker = new TestBroker(
            Directory.CreateTempSubdirectory("weir-broker-"), properties.ToDictionary(pair => pair.Name, pair => pair.Value), time ?? TimeProvider.System, durability);
        await broker.OpenAsync();
        return broker;
    }

    /// <summary>Stops the broker cleanly and starts it again on the same directory.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await OpenAsync();
    }

    public Task<WireClient> ConnectAsync() => WireClient.ConnectAsync(Server);

    /// <summary>Creates a topic through the API and returns its id.</summary>
    public async Task<Guid> CreateTopicAsync(string name, int partitions = 1, params (string Name, string Value)[] configs)
    {
        using WireClient client = await ConnectAsync();
        CreateTopicsResponse response = await client.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(Requests.CreateTopic(name, partitions, configs), 7);
        CreateTopicsResponse.CreatableTopicResult result = Assert.Single(response.Topics);
        Assert.Equal(ErrorCode.None, result.ErrorCode);
        return result.TopicId;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task OpenAsync() => Server = await BrokerServer.StartAsync(
        new BrokerOptions { DataDirectory = Path, Listen = new BrokerEndpoint("127.0.0.1", 0), Durability = _durability, Properties = _properties },
        NullLoggerFactory.Instance,
        _time);
}
