using Weir.Compare.Brokers;
using Weir.Compare.Raw;

namespace Weir.Compare.Loads;

/// <summary>
/// <see cref="LatencyLoad"/> while another topic is written to at a steady rate, with keys that come again and again. With <paramref name="compacting"/> that topic is
/// cleaned as soon as a hundredth of it is dirty, so without pause; without it, the same is written and kept. The difference between the two is what compaction costs.
/// </summary>
internal sealed class CompactionLoad(int recordsPerSecond, bool compacting) : ILoad
{
    private const int MebibytesPerSecond = 8;
    private const double Mebibyte = 1024 * 1024;

    public string Name => compacting ? $"compaction {recordsPerSecond}/s" : $"no compaction {recordsPerSecond}/s";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        string written = $"written-{recordsPerSecond}";
        string probed = $"probed-{recordsPerSecond}";
        Topics.SetBrokerDefault(broker.Port, "log.cleaner.backoff.ms", "200");
        Topics.Create(
            broker.Port, written, 1, ("cleanup.policy", compacting ? "compact" : "delete"), ("segment.bytes", "4194304"), ("min.cleanable.dirty.ratio", "0.01"), ("delete.retention.ms", "0"));
        Topics.Create(broker.Port, probed);
        double cpu = broker.CpuSeconds;
        using var filling = new KeyedFill(broker.Port, written, MebibytesPerSecond);
        Thread.Sleep(options.WarmUp); // a broker that has just begun to compile itself has nothing left for latency
        List<Measurement> result = [.. LatencyLoad.Measure(broker, probed, recordsPerSecond, options)];
        double filled = filling.Stop() / Mebibyte;
        double left = Directory.EnumerateFiles(broker.DataDirectory, "*.log", SearchOption.AllDirectories)
            .Where(file => file.Contains(written, StringComparison.Ordinal))
            .Sum(SizeOf) / Mebibyte;
        result.Add(new Measurement("MiB written to the other topic", filled, HigherIsBetter: true));
        result.Add(new Measurement("MiB of them left", left, HigherIsBetter: false));
        result.Add(new Measurement("broker CPU s", broker.CpuSeconds - cpu, HigherIsBetter: false));
        return result;
    }

    // The cleaner may have taken it away by now.
    private static double SizeOf(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
