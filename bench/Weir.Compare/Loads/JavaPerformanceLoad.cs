using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Weir.Compare.Brokers;
using Weir.Compare.Raw;

namespace Weir.Compare.Loads;

/// <summary>Java's ProducerPerformance and ConsumerPerformance with their defaults.</summary>
internal sealed partial class JavaPerformanceLoad : ILoad
{
    private const int RecordSize = 1024;

    public string Name => "java 1024 B";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        const string Topic = "java-1024";
        Topics.Create(broker.Port, Topic);
        long records = (long)(options.Duration.TotalSeconds * 60_000);
        string produced = Execute(
            options,
            "org.apache.kafka.tools.ProducerPerformance",
            "--topic", Topic, "--num-records", $"{records}", "--record-size", $"{RecordSize}", "--throughput", "-1",
            "--bootstrap-server", broker.BootstrapServers, "--command-property", "acks=all");
        Match producer = ProducerSummary().Matches(produced).Last();
        string consumed = Execute(
            options,
            "org.apache.kafka.tools.ConsumerPerformance",
            "--topic", Topic, "--num-records", $"{records}", "--bootstrap-server", broker.BootstrapServers);
        string[] fields = consumed.Trim().Split('\n').Last(l => l.StartsWith("20", StringComparison.Ordinal)).Split(',');
        return
        [
            new Measurement("produce records/s", Number(producer.Groups["rate"].Value), HigherIsBetter: true),
            new Measurement("produce p50 ms", Number(producer.Groups["p50"].Value), HigherIsBetter: false),
            new Measurement("produce p99 ms", Number(producer.Groups["p99"].Value), HigherIsBetter: false),
            new Measurement("consume fetch records/s", Number(fields[^1]), HigherIsBetter: true),
        ];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Execute(BenchOptions options, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(options.SharedFolder, "kafka/bin/kafka-run"), arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{arguments[0]} failed: {output}");
    }

    [GeneratedRegex(@"records sent, (?<rate>[\d.]+) records/sec.*?, (?<p50>\d+) ms 50th.*?, (?<p99>\d+) ms 99th")]
    private static partial Regex ProducerSummary();
}
