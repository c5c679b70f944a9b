using Weir.Compare.Brokers;
using Weir.Compare.Librdkafka;
using Weir.Compare.Raw;

namespace Weir.Compare.Loads;

/// <summary>librdkafka with its defaults: produces a fixed number of records, and consumes as many of a prepared topic.</summary>
internal sealed class LibrdkafkaThroughputLoad(int recordSize) : ILoad
{
    public string Name => $"librdkafka {recordSize} B";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        long perSecond = recordSize < 500 ? 600_000 : 150_000;
        string topic = $"librdkafka-{recordSize}";
        Topics.Create(broker.Port, topic);
        long records = (long)(options.Duration.TotalSeconds * perSecond);
        WarmUp(broker, topic + "-warm-up", (long)(options.WarmUp.TotalSeconds * perSecond));
        List<Measurement> result = [];
        result.AddRange(Produce(broker, topic, records).Select(m => m with { Metric = "produce " + m.Metric }));
        result.AddRange(Consume(broker, topic + "-prepared", records).Select(m => m with { Metric = "consume " + m.Metric }));
        return result;
    }

    private void WarmUp(BrokerProcess broker, string topic, long records)
    {
        Topics.Create(broker.Port, topic);
        _ = Produce(broker, topic, records);
        _ = Consume(broker, topic + "-prepared", records);
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
        PreparedTopic.FillRecords(broker, topic, recordSize, records);
        using var consumer = new RdConsumer(broker.BootstrapServers, topic, RdConsumer.Beginning);
        long seen = 0;
        while (seen == 0)
        {
            seen = consumer.TakeMany(1_000);
        }

        var meter = new CpuMeter(broker);
        long first = seen;
        while (seen < records)
        {
            seen += consumer.TakeMany(1_000);
        }

        return meter.ThroughputWithClient(seen - first, recordSize);
    }
}
