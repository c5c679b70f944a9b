using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Streams;

/// <summary>A broker whose streams groups rebalance within a second rather than several heartbeats of five, started on first use.</summary>
public sealed class StreamsBroker : IAsyncDisposable
{
    private static readonly string[] Quick =
    [
        "group.streams.heartbeat.interval.ms=500", "group.streams.min.heartbeat.interval.ms=500",
        "group.streams.session.timeout.ms=6000", "group.streams.min.session.timeout.ms=6000",
        "group.streams.initial.rebalance.delay.ms=500", "group.streams.assignment.interval.ms=0",
    ];

    private readonly Lazy<Task<BrokerProcess>> _broker = new(() => BrokerProcess.StartAsync(BrokerProcess.Target, "disk", Quick));

    internal async Task<string> BootstrapAsync() => (await _broker.Value).BootstrapServers;

    public async ValueTask DisposeAsync()
    {
        if (_broker is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _broker.Value).DisposeAsync();
        }
    }
}
