using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Bench;

/// <summary><c>weir bench</c>: throughput and latency of a cluster, seen through Weir's client.</summary>
internal static class BenchCommand
{
    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var topic = new Option<string?>("--topic") { Description = "An existing topic to use; without it one is made and deleted afterwards" };
        var partitions = new Option<int>("--partitions") { Description = "Partitions of the topic that is made", HelpName = "N", DefaultValueFactory = _ => 1 };
        var replication = new Option<int>("--replication-factor") { Description = "Copies of its partitions; the broker's default when left out", HelpName = "R", DefaultValueFactory = _ => -1 };
        var records = new Option<long>("--records") { Description = "Records to produce and to consume", HelpName = "N", DefaultValueFactory = _ => 500_000 };
        var size = new Option<int>("--record-size") { Description = "Bytes of each record's value", HelpName = "BYTES", DefaultValueFactory = _ => 100 };
        var rate = new Option<int>("--rate") { Description = "Records per second while latency is measured; 0 leaves that out", HelpName = "R", DefaultValueFactory = _ => 500 };
        var seconds = new Option<int>("--seconds") { Description = "How long latency is measured", HelpName = "S", DefaultValueFactory = _ => 5 };
        var json = JsonOutput.Option();
        partitions.Validators.Add(result => Require.Range(result, partitions, 1, 10_000));
        replication.Validators.Add(result => Require.Range(result, replication, 1, short.MaxValue));
        records.Validators.Add(result => Require.That(result, records, value => value >= 1, "must be 1 or above"));
        size.Validators.Add(result => Require.Range(result, size, sizeof(long), 100_000_000));
        rate.Validators.Add(result => Require.Range(result, rate, 0, 1_000_000));
        seconds.Validators.Add(result => Require.Range(result, seconds, 1, 3600));
        var command = new Command("bench", "Measure throughput and latency of a cluster") { topic, partitions, replication, records, size, rate, seconds, json };
        cluster.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var settings = new BenchSettings(
                parsed.GetValue(topic), parsed.GetValue(partitions), parsed.GetValue(replication), parsed.GetValue(records),
                parsed.GetValue(size), parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            using var interrupt = new Interrupt();
            var result = await BenchRun.RunAsync(settings, cluster.Read(parsed), terminal, interrupt.Token);
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(terminal, result, OutputJson.Relaxed.BenchJson);
            }
            else
            {
                Write(result, terminal);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(BenchJson result, Terminal terminal)
    {
        var table = new OutputTable(
            "RUN", OutputColumn.Number("RECORDS"), OutputColumn.Number("RECORDS/S"), OutputColumn.Number("MB/S"),
            OutputColumn.Number("P50"), OutputColumn.Number("P99"), OutputColumn.Number("MAX"));
        foreach (var run in result.Runs)
        {
            table.Add(
                run.Run, Text(run.Records), Text(run.RecordsPerSecond), run.MegabytesPerSecond.ToString("N1", CultureInfo.InvariantCulture),
                Milliseconds(run.LatencyMs?.P50), Milliseconds(run.LatencyMs?.P99), Milliseconds(run.LatencyMs?.Max));
        }
        table.WriteTo(terminal);
    }

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double? number) =>
        number is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{number:N2} ms");
}
