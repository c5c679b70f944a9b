using System.Diagnostics;
using System.Runtime.InteropServices;
using Weir.Compare.Brokers;
using Weir.Compare.Librdkafka;
using Weir.Compare.Raw;

namespace Weir.Compare.Loads;

/// <summary>Produce to consume at a fixed rate, librdkafka at both ends, no linger.</summary>
internal sealed class LatencyLoad(int recordsPerSecond) : ILoad
{
    private const int RecordSize = 100;

    public string Name => $"latency {recordsPerSecond}/s";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        string topic = $"latency-{recordsPerSecond}";
        Topics.Create(broker.Port, topic);
        return Measure(broker, topic, recordsPerSecond, options);
    }

    /// <summary>Latencies of records sent to a topic at a fixed rate, whatever else the broker does meanwhile.</summary>
    public static IEnumerable<Measurement> Measure(BrokerProcess broker, string topic, int recordsPerSecond, BenchOptions options)
    {
        int warmUp = (int)(options.WarmUp.TotalSeconds * recordsPerSecond);
        int total = warmUp + (int)(options.Duration.TotalSeconds * 3 * recordsPerSecond);
        double[] micros = new double[total];
        using var consumer = new RdConsumer(broker.BootstrapServers, topic, RdConsumer.Beginning, ("fetch.wait.max.ms", "500"));
        var reading = new Thread(() => Collect(consumer, micros)) { IsBackground = true };
        reading.Start();
        using var producer = new RdProducer(broker.BootstrapServers, topic, ("linger.ms", "0"));
        SendPaced(producer, total, recordsPerSecond);
        producer.Flush();
        if (!reading.Join(TimeSpan.FromSeconds(30)))
        {
            throw new TimeoutException("not every record was consumed");
        }

        double[] measured = micros[warmUp..];
        Array.Sort(measured);
        return
        [
            At(measured, "p50 us", 0.50),
            At(measured, "p99 us", 0.99),
            At(measured, "p99.9 us", 0.999),
            At(measured, "max us", 1),
        ];
    }

    private static Measurement At(double[] sorted, string metric, double quantile) =>
        new(metric, sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))], HigherIsBetter: false);

    private static void Collect(RdConsumer consumer, double[] micros)
    {
        int seen = 0;
        while (seen < micros.Length)
        {
            if (consumer.TryTake(1000, value => micros[seen] = Stopwatch.GetElapsedTime(MemoryMarshal.Read<long>(value)).TotalMicroseconds))
            {
                seen++;
            }
        }
    }

    private static void SendPaced(RdProducer producer, int total, int recordsPerSecond)
    {
        byte[] value = new byte[RecordSize];
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < total; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)i / recordsPerSecond);
            while (Stopwatch.GetElapsedTime(begin) < due)
            {
                producer.Poll();
                Thread.Sleep(TimeSpan.FromMilliseconds(1));
            }

            MemoryMarshal.Write(value, Stopwatch.GetTimestamp());
            producer.Send(value);
        }
    }
}
