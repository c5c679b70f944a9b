using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Harness;

/// <summary>A broker in a process of its own, on a free port of the loopback interface, with a temporary data directory.</summary>
internal sealed partial class BrokerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePorts.Take(2); // Kafka's launcher takes the next port too, for its controller
    private Conversation? _process;

    private string[] _settings;

    private BrokerProcess(BrokerKind kind, string durability, string[] settings)
    {
        Kind = kind;
        Durability = durability;
        _settings = settings;
        DataDirectory = _folder.File("data");
    }

    /// <summary>The kind of broker under test: Weir, or what <c>WEIR_COMPAT_TARGET</c> says.</summary>
    public static BrokerKind Target { get; } =
        string.Equals(System.Environment.GetEnvironmentVariable("WEIR_COMPAT_TARGET"), "kafka", StringComparison.OrdinalIgnoreCase) ? BrokerKind.Kafka : BrokerKind.Weir;

    public BrokerKind Kind { get; }

    /// <summary>Variables that the process is started with.</summary>
    private IReadOnlyDictionary<string, string>? Environment { get; init; }

    public string Durability { get; }

    public string BootstrapServers => $"127.0.0.1:{_port}";

    public string DataDirectory { get; private init; }

    /// <summary>Settings with which groups of KIP-848 rebalance within a second rather than several heartbeats of five.</summary>
    public static string[] QuickGroups(BrokerKind kind) => kind == BrokerKind.Weir
        ? ["group.consumer.heartbeat.interval.ms=500", "group.consumer.min.heartbeat.interval.ms=500", "group.consumer.assignment.interval.ms=0"]
        :
        [
            "group.consumer.heartbeat.interval.ms=500", "group.consumer.min.heartbeat.interval.ms=500",
            "group.consumer.assignment.interval.ms=0", "group.consumer.min.assignment.interval.ms=0",
            "group.consumer.assignor.offload.enable=false",
        ];

    /// <summary>Starts a broker with settings of its own, each as <c>name=value</c>.</summary>
    public static async Task<BrokerProcess> StartAsync(BrokerKind kind, string durability = "disk", params string[] settings)
    {
        var broker = new BrokerProcess(kind, durability, settings);
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Starts a broker on the data directory of another, which has stopped and keeps the directory.</summary>
    public static async Task<BrokerProcess> TakeOverAsync(BrokerKind kind, BrokerProcess stopped)
    {
        var broker = new BrokerProcess(kind, stopped.Durability, []) { DataDirectory = stopped.DataDirectory };
        if (kind == BrokerKind.Kafka)
        {
            // Weir's metadata names no voters, so Kafka's settings must.
            broker._settings = ["controller.quorum.bootstrap.servers=", $"controller.quorum.voters=1@127.0.0.1:{broker._port + 1}"];
        }

        await broker.StartAsync();
        return broker;
    }

    /// <summary>Starts a broker of Apache Kafka with a plugin of the tests, a class of <c>receiver.jar</c>, in its class path.</summary>
    public static async Task<BrokerProcess> StartWithReceiverAsync(params string[] settings)
    {
        await Toolbox.JavaAsync();
        var agent = $"-javaagent:{Path.Combine(Locations.Artifacts, "java", "receiver.jar")}";
        var broker = new BrokerProcess(BrokerKind.Kafka, "os", settings) { Environment = new Dictionary<string, string> { ["JDK_JAVA_OPTIONS"] = agent } };
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Starts the broker on its data directory; true again after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        var (file, arguments) = Kind == BrokerKind.Weir
            ? (Locations.Weir, WeirArguments())
            : (SharedFolder.Require("kafka", "bin", "kafka-server"), KafkaArguments());
        Prerequisite.Require(File.Exists(file), $"no {Path.GetFileName(file)} to start");
        _process = Conversation.Start(file, arguments, Environment);
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await ListensAsync())
        {
            var late = TimeProvider.System.GetElapsedTime(deadline) > StartPatience;
            Assert.False(late || _process.HasExited, $"{file} does not listen on {_port}\n{_process.Errors}");
        }
    }

    /// <summary>Stops the broker as a service manager would, and waits until it has ended; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        var process = _process ?? throw new InvalidOperationException("not started");
        Assert.Equal(0, SendSignal(process.ProcessId, SigTerm));
        var code = await process.EndAsync(StopPatience);
        await process.DisposeAsync();
        _process = null;
        return code;
    }

    /// <summary>Ends the broker in the middle of what it does, as a crash would.</summary>
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
        _folder.Dispose();
    }

    private string[] WeirArguments() =>
    [
        "up", "--data", DataDirectory, "--port", $"{_port}", "--durability", Durability,
        .. Options("--config"),
    ];

    private string[] KafkaArguments() =>
    [
        "--data", DataDirectory, "--port", $"{_port}", "--heap", "512m",
        "--override", "group.initial.rebalance.delay.ms=0", "--override", "offsets.topic.num.partitions=1",
        .. Options("--override"),
    ];

    private IEnumerable<string> Options(string name) => _settings.SelectMany(setting => new[] { name, setting });

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            await Task.Delay(50);
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
