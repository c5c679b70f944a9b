using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.TestSupport;

namespace Weir.Client.Tests.Brokers;

/// <summary>One node of Apache Kafka from the shared folder, in a process of its own.</summary>
public sealed class ApacheKafka : IRestartable
{
    private readonly string _data = Directory.CreateTempSubdirectory("weir-client-kafka-").FullName;
    private readonly int _port = FreePorts.Take(2);
    private Process? _process;

    public int Port => _port;

    public string BootstrapServers => $"127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        string launcher = SharedFolder.Require("kafka", "bin", "kafka-server");
        _process = Process.Start(new ProcessStartInfo(launcher,
        [
            "--data", Path.Combine(_data, "node"), "--port", $"{_port}", "--heap", "512m",
            "--override", "group.initial.rebalance.delay.ms=0", "--override", "offsets.topic.num.partitions=1",
            "--override", "transaction.state.log.num.partitions=1",
            "--override", "group.consumer.heartbeat.interval.ms=200", "--override", "group.consumer.min.heartbeat.interval.ms=200",
            "--override", "group.share.heartbeat.interval.ms=200", "--override", "group.share.min.heartbeat.interval.ms=200",
            "--override", "group.share.min.record.lock.duration.ms=1000",
            "--override", "share.coordinator.state.topic.num.partitions=1", "--override", "share.coordinator.state.topic.replication.factor=1",
            "--override", "share.coordinator.state.topic.min.isr=1",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        _process!.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!await ListensAsync())
        {
            Assert.False(_process.HasExited, "Apache Kafka has ended before it listened.");
            await Task.Delay(100, timeout.Token);
        }
    }

    public async Task RestartAsync()
    {
        await KillAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task KillAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
