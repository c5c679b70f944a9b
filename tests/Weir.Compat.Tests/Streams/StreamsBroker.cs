using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Streams;

/// <summary>A broker whose streams groups rebalance within a second rather than several heartbeats of five, started on first use.</summary>
public sealed class StreamsBroker : IAsyncDisposable
{
    private readonly Lazy<Task<BrokerProcess>> _broker = new(() => BrokerProcess.StartAsync(BrokerProcess.Target, "disk", Quick(BrokerProcess.Target)));

    internal async Task<string> BootstrapAsync() => (await _broker.Value).BootstrapServers;

    public async ValueTask DisposeAsync()
    {
        if (_broker is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _broker.Value).DisposeAsync();
        }
    }

    private static string[] Quick(BrokerKind kind)
    {
        string[] both = ["group.streams.heartbeat.interval.ms=500", "group.streams.session.timeout.ms=6000", "group.streams.initial.rebalance.delay.ms=500"];
        return kind == BrokerKind.Weir
            ? both
            :
            [
                .. both,
                "group.streams.min.heartbeat.interval.ms=500", "group.streams.min.session.timeout.ms=6000",
                "group.streams.assignment.interval.ms=0",
                "transaction.state.log.replication.factor=1", "transaction.state.log.min.isr=1",
            ];
    }
}
