using Weir.Testing;

namespace Weir.Client.Tests.Brokers;

/// <summary>Weir's broker inside the test process.</summary>
public sealed class EmbeddedWeir : IBrokerUnderTest
{
    private EmbeddedBroker? _broker;

    public string BootstrapServers => _broker!.BootstrapServers;

    public async ValueTask InitializeAsync() => _broker = await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions
    {
        Properties = new Dictionary<string, string> { ["group.consumer.heartbeat.interval.ms"] = "200" },
    });

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }
}
