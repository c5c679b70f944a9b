using Weir.Protocol;
using Weir.Testing;

namespace Weir.Client.Tests.Brokers;

/// <summary>Weir's broker, pretending to be older than it is.</summary>
public abstract class WeirBehindProxy(IReadOnlyDictionary<ApiKey, short>? versions) : IBrokerUnderTest
{
    private EmbeddedBroker? _broker;
    private VersionProxy? _proxy;

    public string BootstrapServers => _proxy!.BootstrapServers;

    public async ValueTask InitializeAsync()
    {
        _broker = await EmbeddedBroker.StartAsync();
        _proxy = new VersionProxy(_broker.Port, versions);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
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
