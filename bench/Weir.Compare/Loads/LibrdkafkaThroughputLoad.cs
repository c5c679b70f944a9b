using Weir.Compare.Brokers;
using Weir.Compare.Librdkafka;
using Weir.Compare.Raw;

namespace Weir.Compare.Loads;

/// <summary>librdkafka with its defaults: produces a fixed number of records, then consumes them all.</summary>
internal sealed class LibrdkafkaThroughputLoad(int recordSize) : ILoad
{
    public string Name => $"librdkafka {recordSize} B";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        string topic = $"librdkafka-{recordSize}";
        Topics.Create(broker.Port, topic);
        long records = (long)(options.Duration.TotalSeconds * (recordSize < 500 ? 600_000 : 150_000));
        List<Measurement> result = [];
        result.AddRange(Produce(broker, topic, records).Select(m => m with { Metric = "produce " + m.Metric }));
        result.AddRange(Consume(broker, topic, records).Select(m => m with { Metric = "consume " + m.Metric }));
        return result;
    }

    private IEnumerable<Measurement> Produce(BrokerProcess broker, string topic, long records)
    {
        byte[] value = new byte[recordSize];
        new Random(1).NextBytes(value);
        using var producer = new RdProducer(broker.BootstrapServers, topic, ("queue.buffering.max.messages", "1000000"));
        producer.Send(value);
        producer.Flush();
        var meter = new CpuMeter(broker);
        for (long i = 0; i < records; i++)
        {
            producer.Send(value);
            if (i % 1024 == 0)
            {
                producer.Poll();
            }
        }

        producer.Flush();
        return meter.ThroughputWithClient(records, recordSize);
    }

    private IEnumerable<Measurement> Consume(BrokerProcess broker, string topic, long records)
    {
        using var consumer = new RdConsumer(broker.BootstrapServers, topic, RdConsumer.Beginning);
        long seen = consumer.Take(10_000, null, out _);
        var meter = new CpuMeter(broker);
        long first = seen;
        while (seen < records)
        {
            seen += consumer.Take(10_000, null, out _);
        }

        return meter.ThroughputWithClient(seen - first, recordSize);
    }
}
