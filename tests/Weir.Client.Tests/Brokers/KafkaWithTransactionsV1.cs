namespace Weir.Client.Tests.Brokers;

/// <summary>Apache Kafka for clients that do not learn of its features, and so keep to transactions V1.</summary>
public sealed class KafkaWithTransactionsV1 : IBrokerUnderTest
{
    private readonly ApacheKafka _kafka = new();
    private VersionProxy? _proxy;

    public string BootstrapServers => _proxy!.BootstrapServers;

    public async ValueTask InitializeAsync()
    {
        await _kafka.InitializeAsync();
        _proxy = new VersionProxy(_kafka.Port, null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        await _kafka.DisposeAsync();
    }
}
