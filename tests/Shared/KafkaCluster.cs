using System.Diagnostics;

namespace Weir.TestSupport;

/// <summary>Three nodes of Apache Kafka on this machine, one of which may be killed.</summary>
/// <remarks>Thread model: one caller at a time.</remarks>
internal sealed class KafkaCluster : IAsyncDisposable
{
    private const int Nodes = 3;
    private const int PortsBetweenNodes = 10;

    private readonly string _launcher;
    private readonly string _data = Directory.CreateTempSubdirectory("weir-kafka-cluster-").FullName;
    private readonly int _port = FreePorts.Take(((Nodes - 1) * PortsBetweenNodes) + 2);

    private KafkaCluster(string launcher) => _launcher = launcher;

    public string BootstrapServers => string.Join(',', Enumerable.Range(0, Nodes).Select(node => $"127.0.0.1:{_port + (node * PortsBetweenNodes)}"));

    /// <summary>Starts the cluster, or skips the test where Apache Kafka is absent.</summary>
    public static async Task<KafkaCluster> StartAsync()
    {
        var cluster = new KafkaCluster(SharedFolder.Require("kafka", "bin", "kafka-cluster"));
        await cluster.RunAsync("start", "--nodes", $"{Nodes}", "--port", $"{cluster._port}");
        return cluster;
    }

    /// <summary>Kills one node without warning.</summary>
    public Task KillAsync(int node) => RunAsync("kill", "--node", $"{node}");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop");
        Directory.Delete(_data, recursive: true);
    }

    private async Task RunAsync(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(_launcher, [command, "--data", _data, .. arguments]))!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
