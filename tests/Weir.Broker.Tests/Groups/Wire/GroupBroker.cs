using Microsoft.Extensions.Logging.Abstractions;
using Weir.Log;

namespace Weir.Broker.Tests.Groups.Wire;

/// <summary>A broker on a free port and a directory of its own, with topics "t" and "u" of two partitions; can be stopped and started again.</summary>
internal sealed class GroupBroker : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("weir-groups-").FullName;
    private readonly Durability _durability;

    private GroupBroker(Durability durability) => _durability = durability;

    public BrokerServer Server { get; private set; } = null!;

    public static async Task<GroupBroker> StartAsync(Durability durability = Durability.Disk)
    {
        var broker = new GroupBroker(durability);
        await broker.OpenAsync();
        await broker.Server.CreateTopicAsync("t", 2);
        await broker.Server.CreateTopicAsync("u", 2);
        return broker;
    }

    public Task<WireClient> ConnectAsync() => WireClient.ConnectAsync(Server);

    public Topic Topic(string name) => Server.Services.Topics.TryGet(name, out Topic? topic) ? topic : throw new InvalidOperationException($"There is no topic {name}.");

    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task OpenAsync() => Server = await BrokerServer.StartAsync(
        new BrokerOptions { DataDirectory = _directory, Listen = new BrokerEndpoint("127.0.0.1", 0), Durability = _durability },
        NullLoggerFactory.Instance,
        TimeProvider.System);
}
