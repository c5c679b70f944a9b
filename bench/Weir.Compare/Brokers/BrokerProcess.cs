using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Weir.Compare.Brokers;

/// <summary>A broker under test as a process of its own, with its data in a temporary directory.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private const double TicksPerSecond = 100; // USER_HZ on every Linux that .NET runs on
    private readonly Process _process;
    private readonly string _scratch;
    private readonly bool _keepScratch;

    private BrokerProcess(BrokerKind kind, Process process, int port, string scratch, bool keepScratch, TimeSpan startup)
    {
        (Kind, Port, _process, _scratch, _keepScratch, Startup) = (kind, port, process, scratch, keepScratch, startup);
    }

    public BrokerKind Kind { get; }

    public int Port { get; }

    public string BootstrapServers => $"127.0.0.1:{Port}";

    /// <summary>From process start until the first record was acknowledged.</summary>
    public TimeSpan Startup { get; }

    public string DataDirectory => Path.Combine(_scratch, "data");

    /// <summary>User and system time the process has used.</summary>
    public double CpuSeconds
    {
        get
        {
            string stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory, MiB.</summary>
    public double ResidentMiB
    {
        get
        {
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Starts the broker and waits until it has acknowledged one record.</summary>
    /// <param name="scratch">A directory of an earlier run to start on again; null for a new one.</param>
    public static BrokerProcess Start(BrokerKind kind, Durability durability, BenchOptions options, string? scratch = null, bool keepScratch = false)
    {
        int port = FreePort();
        scratch ??= Directory.CreateTempSubdirectory("weir-compare-").FullName;
        string data = Path.Combine(scratch, "data");
        ProcessStartInfo start = kind == BrokerKind.Weir
            ? new ProcessStartInfo(options.WeirExecutable, ["up", "--data", data, "--port", $"{port}", "--durability", durability == Durability.Os ? "os" : "disk"])
            : new ProcessStartInfo(Path.Combine(options.SharedFolder, "kafka/bin/kafka-server"), KafkaArguments(data, port, durability));
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        long begin = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += (_, e) =>
        {
            if (kind == BrokerKind.Weir && e.Data is not null)
            {
                Console.Error.WriteLine(e.Data);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Raw.FirstRecord.AwaitAcknowledged(port, TimeSpan.FromSeconds(60));
        return new BrokerProcess(kind, process, port, scratch, keepScratch, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>Stops the broker cleanly and returns the directory, for a restart on it.</summary>
    public string StopAndKeep()
    {
        Terminate();
        return _scratch;
    }

    public void Dispose()
    {
        Terminate();
        _process.Dispose();
        if (!_keepScratch)
        {
            Directory.Delete(_scratch, recursive: true);
        }
    }

    private static string[] KafkaArguments(string data, int port, Durability durability)
    {
        string[] common = ["--data", data, "--port", $"{port}", "--heap", "1g", "--override", "group.initial.rebalance.delay.ms=0"];
        return durability == Durability.Os ? common : [.. common, "--override", "log.flush.interval.messages=1"];
    }

    private static int FreePort()
    {
        // Kafka's controller takes the next port as well.
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            using var second = new TcpListener(IPAddress.Loopback, port + 1);
            try
            {
                second.Start();
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }

    private void Terminate()
    {
        if (_process.HasExited)
        {
            return;
        }

        using Process kill = Process.Start("kill", $"{_process.Id}");
        kill.WaitForExit();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }
}
