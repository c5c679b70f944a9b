using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Commands;

/// <summary>The brokers the <c>weir</c> commands are tried on, each started on first use.</summary>
public sealed class CommandTargets(CompatEnvironment environment) : IAsyncDisposable
{
    private readonly Lazy<Task<BrokerProcess>> _kafka = new(() => BrokerProcess.StartAsync(BrokerKind.Kafka));

    internal JavaTools Tools => environment.Tools;

    internal string Unique(string prefix) => environment.Unique(prefix);

    /// <summary>Runs a <c>weir</c> command against the named broker.</summary>
    internal async Task<ProcessResult> RunAsync(string broker, string command, string stdin = "")
    {
        Prerequisite.Require(File.Exists(Locations.Weir), "no weir executable to run");
        string[] arguments = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--bootstrap-server", await BootstrapAsync(broker)];
        return await ForeignProcess.RunAsync(Locations.Weir, arguments, stdin);
    }

    internal async Task<string> BootstrapAsync(string broker) =>
        broker == "Apache Kafka" ? (await _kafka.Value).BootstrapServers : await environment.BootstrapAsync();

    public async ValueTask DisposeAsync()
    {
        if (_kafka is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _kafka.Value).DisposeAsync();
        }
    }
}
