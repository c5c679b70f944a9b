using Weir.Testing;
using Weir.TestSupport;

namespace Weir.Client.Tests.Brokers;

/// <summary>Weir's broker inside the test process.</summary>
public sealed class EmbeddedWeir : IRestartable
{
    private readonly string _data = Directory.CreateTempSubdirectory("weir-client-weir-").FullName;
    private readonly int _port = FreePorts.Take(1);
    private EmbeddedBroker? _broker;

    public string BootstrapServers => _broker!.BootstrapServers;

    public async ValueTask InitializeAsync() => _broker = await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions
    {
        DataDirectory = _data,
        Port = _port,
        Properties = new Dictionary<string, string>
        {
            ["group.consumer.heartbeat.interval.ms"] = "200",
            ["group.consumer.min.heartbeat.interval.ms"] = "200",
            ["group.share.heartbeat.interval.ms"] = "200",
            ["group.share.min.heartbeat.interval.ms"] = "200",
            ["group.share.min.record.lock.duration.ms"] = "1000",
        },
    });

    public async Task RestartAsync()
    {
        await _broker!.DisposeAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        Directory.Delete(_data, recursive: true);
    }
}
