using Weir.Compat.Tests.Harness;

[assembly: AssemblyFixture(typeof(CompatEnvironment))]

namespace Weir.Compat.Tests.Harness;

/// <summary>What all tests of the run share: one broker of each durability, and one JVM for Kafka's tools. All started on first use.</summary>
public sealed class CompatEnvironment : IAsyncDisposable
{
    private readonly Lazy<Task<BrokerProcess>> _onDisk = new(() => BrokerProcess.StartAsync(BrokerProcess.Target, "disk", BrokerProcess.QuickGroups(BrokerProcess.Target)));
    private readonly Lazy<Task<BrokerProcess>> _inPageCache = new(() => BrokerProcess.StartAsync(BrokerProcess.Target, "os", BrokerProcess.QuickGroups(BrokerProcess.Target)));
    private int _names;

    internal JavaTools Tools { get; } = new();

    internal async Task<string> BootstrapAsync(string durability = "disk") =>
        (await (durability == "disk" ? _onDisk : _inPageCache).Value).BootstrapServers;

    /// <summary>A topic or group name no other test uses.</summary>
    internal string Unique(string prefix) => $"{prefix}-{Interlocked.Increment(ref _names)}";

    public async ValueTask DisposeAsync()
    {
        await Tools.DisposeAsync();
        foreach (var broker in new[] { _onDisk, _inPageCache })
        {
            if (broker is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                await (await broker.Value).DisposeAsync();
            }
        }
    }
}
