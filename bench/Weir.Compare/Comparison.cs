using Weir.Compare.Brokers;
using Weir.Compare.Loads;
using Weir.Compare.Raw;
using Weir.Compare.Report;

namespace Weir.Compare;

/// <summary>Runs every wanted load against both brokers, one broker at a time, in alternating order.</summary>
internal sealed class Comparison(BenchOptions options) : IDisposable
{
    private const int Kib = 1024;

    private readonly HostMemory _memory = new();

    public void Run(TextWriter writer)
    {
        foreach (Durability durability in options.Durabilities)
        {
            var table = new ResultTable();
            for (int round = 0; round < options.Rounds; round++)
            {
                BrokerKind[] order = round % 2 == 0 ? [BrokerKind.Weir, BrokerKind.Kafka] : [BrokerKind.Kafka, BrokerKind.Weir];
                foreach (BrokerKind kind in order.Where(options.Brokers.Contains))
                {
                    RunRound(kind, durability, table);
                }

                Console.Error.WriteLine($"{durability}: round {round + 1} of {options.Rounds} done");
                string title = durability == Durability.Os
                    ? "Acknowledged from the page cache: Weir --durability os, Kafka's default"
                    : "Acknowledged on disk: Weir --durability disk, Kafka log.flush.interval.messages=1";
                table.Print(round + 1 == options.Rounds ? writer : Console.Error, title);
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    private static IEnumerable<ILoad> Loads()
    {
        foreach (int recordSize in (int[])[100, 1024])
        {
            yield return new RawProduceLoad(recordSize, 16 * Kib, inFlight: 5);
            yield return new RawProduceLoad(recordSize, 16 * Kib, inFlight: 64);
            yield return new RawProduceLoad(recordSize, 1000 * Kib, inFlight: 5); // max.message.bytes is 1 MiB with the overhead
        }

        foreach (int recordSize in (int[])[100, 1024])
        {
            yield return new RawFetchLoad(recordSize, 16 * Kib, inFlight: 5);
            yield return new RawFetchLoad(recordSize, 16 * Kib, inFlight: 64);
            yield return new RawFetchLoad(recordSize, 1000 * Kib, inFlight: 5);
        }

        yield return new LibrdkafkaThroughputLoad(100);
        yield return new LibrdkafkaThroughputLoad(1024);
        yield return new JavaPerformanceLoad();
        yield return new WeirClientThroughputLoad(100);
        yield return new WeirClientThroughputLoad(1024);
        yield return new TransactionLoad(1);
        yield return new TransactionLoad(100);
        yield return new ManyTopicsLoad();
    }

    private void RunRound(BrokerKind kind, Durability durability, ResultTable table)
    {
        if (options.Wants("start"))
        {
            MeasureStart(kind, durability, table);
        }

        // Latency comes first and on a broker of its own, so that no other load's page cache or heap disturbs it.
        foreach (ILoad latency in ((ILoad[])[new LatencyLoad(500), new CompactionLoad(500, compacting: false), new CompactionLoad(500, compacting: true)]).Where(load => options.Wants(load.Name)))
        {
            using BrokerProcess broker = BrokerProcess.Start(kind, durability, options);
            Record(latency, broker, table);
        }

        List<ILoad> loads = [.. Loads().Where(l => options.Wants(l.Name))];
        if (loads.Count == 0)
        {
            return;
        }

        using BrokerProcess loaded = BrokerProcess.Start(kind, durability, options);
        foreach (ILoad load in loads)
        {
            Record(load, loaded, table);
        }

        Add(table, "memory", kind, new Measurement("resident MiB after all loads", loaded.ResidentMiB, HigherIsBetter: false));
    }

    private void Record(ILoad load, BrokerProcess broker, ResultTable table)
    {
        _memory.Settle();
        foreach (Measurement measurement in load.Run(broker, options))
        {
            Add(table, load.Name, broker.Kind, measurement);
        }

        Topics.DeleteAll(broker.Port);
    }

    /// <summary>Keeps a figure for the table and shows it at once: a run of hours that is stopped early has still said what it saw.</summary>
    private static void Add(ResultTable table, string load, BrokerKind kind, Measurement measurement)
    {
        table.Add(load, kind, measurement);
        Console.Error.WriteLine($"{kind}: {load}: {measurement.Metric} {ResultTable.Number(measurement.Value)}");
    }

    private void MeasureStart(BrokerKind kind, Durability durability, ResultTable table)
    {
        BrokerProcess first = BrokerProcess.Start(kind, durability, options, keepScratch: true);
        Add(table, "start", kind, new Measurement("new directory to first acknowledged record, ms", first.Startup.TotalMilliseconds, HigherIsBetter: false));
        Thread.Sleep(2000);
        Add(table, "start", kind, new Measurement("idle resident MiB", first.ResidentMiB, HigherIsBetter: false));
        string scratch = first.StopAndKeep();
        first.Dispose();
        using BrokerProcess second = BrokerProcess.Start(kind, durability, options, scratch);
        Add(table, "start", kind, new Measurement("restart to first acknowledged record, ms", second.Startup.TotalMilliseconds, HigherIsBetter: false));
        if (kind == BrokerKind.Weir && durability == Durability.Os)
        {
            Add(table, "start", kind, EmbeddedStart.Measure());
        }
    }
}
