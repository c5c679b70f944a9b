using System.Diagnostics;
using Weir.Compare.Brokers;

namespace Weir.Compare.Loads;

/// <summary>Wall and broker CPU time of a span of work.</summary>
internal readonly struct CpuMeter(BrokerProcess broker)
{
    private readonly double _cpu = broker.CpuSeconds;
    private readonly double _ownCpu = Environment.CpuUsage.TotalTime.TotalSeconds;
    private readonly long _begin = Stopwatch.GetTimestamp();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begin);

    /// <summary>As <see cref="Throughput"/>, and what the client inside this process used.</summary>
    public IEnumerable<Measurement> ThroughputWithClient(long records, int recordSize)
    {
        double own = Environment.CpuUsage.TotalTime.TotalSeconds - _ownCpu;
        return [.. Throughput(records, recordSize), new Measurement("client CPU s per M records", own / records * 1e6, HigherIsBetter: false)];
    }

    public IEnumerable<Measurement> Throughput(long records, int recordSize)
    {
        double seconds = Elapsed.TotalSeconds;
        double cpu = broker.CpuSeconds - _cpu;
        return
        [
            new Measurement("records/s", records / seconds, HigherIsBetter: true),
            new Measurement("MB/s", records * (double)recordSize / seconds / 1e6, HigherIsBetter: true),
            new Measurement("broker CPU s per M records", cpu / records * 1e6, HigherIsBetter: false),
        ];
    }
}
