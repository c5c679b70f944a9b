using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Connect;

/// <summary>A Kafka Connect worker in distributed mode, as Apache Kafka ships it, with its file connectors and Debezium's.</summary>
/// <remarks>Thread model: one test at a time.</remarks>
internal sealed class ConnectWorker : IAsyncDisposable
{
    // A dead worker is missed after the shortest session the broker allows, and its work is handed on at once.
    private static readonly string[] Quick =
    [
        "session.timeout.ms=6000", "heartbeat.interval.ms=1000", "scheduled.rebalance.max.delay.ms=0", "offset.flush.interval.ms=500", "plugin.discovery=service_load",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly string _launcher = SharedFolder.Require("kafka", "bin", "connect-worker");
    private readonly int _port = FreePorts.Take(1);
    private readonly string[] _arguments;
    private Conversation? _process;

    private ConnectWorker(string bootstrapServers, string group, string[] settings)
    {
        _arguments =
        [
            "--bootstrap-server", bootstrapServers, "--group", group, "--port", $"{_port}",
            .. Quick.Concat(settings).SelectMany(setting => new[] { "--override", setting }),
        ];
        Rest = new ConnectRest(_port, () => _process?.Errors ?? "no worker runs");
    }

    public ConnectRest Rest { get; }

    /// <summary>What the workers call this one.</summary>
    public string Id => $"127.0.0.1:{_port}";

    /// <summary>Starts a worker of a group, which need not be its first, and waits until it is ready.</summary>
    public static async Task<ConnectWorker> StartAsync(string bootstrapServers, string group, params string[] settings)
    {
        Prerequisite.Command("java");
        var worker = new ConnectWorker(bootstrapServers, group, settings);
        try
        {
            await worker.StartAsync();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether it has been killed, or has ended by itself.</summary>
    public bool HasEnded => _process is not { HasExited: false };

    /// <summary>Starts the worker again, as the same one.</summary>
    public async Task StartAsync()
    {
        var environment = new Dictionary<string, string>
        {
            ["TMPDIR"] = _folder.Path, // where the launcher puts its settings
            ["JDK_JAVA_OPTIONS"] = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        };
        _process = Conversation.Start(_launcher, _arguments, environment);
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.False(_process.HasExited, $"the worker has ended\n{_process.Errors}");
                return await Rest.IsHealthyAsync();
            },
            () => $"the worker does not answer\n{_process.Errors}");
    }

    /// <summary>Ends the worker in the middle of what it does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Rest.Dispose();
        _folder.Dispose();
    }
}
