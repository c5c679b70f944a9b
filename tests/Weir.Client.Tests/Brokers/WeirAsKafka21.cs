using Weir.Testing;

namespace Weir.Client.Tests.Brokers;

/// <summary>Weir's broker, speaking only the versions of Apache Kafka 2.1.</summary>
public sealed class WeirAsKafka21 : IBrokerUnderTest
{
    private EmbeddedBroker? _broker;
    private VersionProxy? _proxy;

    public string BootstrapServers => _proxy!.BootstrapServers;

    public async ValueTask InitializeAsync()
    {
        _broker = await EmbeddedBroker.StartAsync();
        _proxy = new VersionProxy(_broker.Port, Kafka21.Versions);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }
}
