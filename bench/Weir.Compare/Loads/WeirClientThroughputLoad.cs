using System.Runtime.InteropServices;
using Weir.Client;
using Weir.Compare.Brokers;
using Weir.Compare.Raw;

namespace Weir.Compare.Loads;

/// <summary>Weir.Client with its defaults: produces a fixed number of records, and consumes as many of a prepared topic.</summary>
internal sealed class WeirClientThroughputLoad(int recordSize) : ILoad
{
    private static long _failed;

    public string Name => $"weir-client {recordSize} B";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        long perSecond = recordSize < 500 ? 600_000 : 150_000;
        string topic = $"weir-client-{recordSize}";
        Topics.Create(broker.Port, topic);
        long records = (long)(options.Duration.TotalSeconds * perSecond);
        WarmUp(broker, topic + "-warm-up", (long)(options.WarmUp.TotalSeconds * perSecond));
        List<Measurement> result = [];
        result.AddRange(Produce(broker, topic, records).GetAwaiter().GetResult().Select(m => m with { Metric = "produce " + m.Metric }));
        result.AddRange(Consume(broker, topic + "-prepared", records).GetAwaiter().GetResult().Select(m => m with { Metric = "consume " + m.Metric }));
        return result;
    }

    private void WarmUp(BrokerProcess broker, string topic, long records)
    {
        Topics.Create(broker.Port, topic);
        _ = Produce(broker, topic, records).GetAwaiter().GetResult();
        _ = Consume(broker, topic + "-prepared", records).GetAwaiter().GetResult();
    }

    private async Task<IEnumerable<Measurement>> Produce(BrokerProcess broker, string topic, long records)
    {
        ReadOnlyMemory<byte> value = new byte[recordSize];
        Random.Shared.NextBytes(MemoryMarshal.AsMemory(value).Span);
        await using var producer = new Producer<byte[]?, ReadOnlyMemory<byte>>(
            new ProducerOptions { BootstrapServers = broker.BootstrapServers, Acks = Acks.All },
            Serializers.ByteArray,
            Serializers.Bytes);
        await producer.SendAsync(topic, null, value);
        var meter = new CpuMeter(broker);
        var record = new ProducerRecord<byte[]?, ReadOnlyMemory<byte>>(topic, null, value);
        for (long i = 0; i < records; i++)
        {
            ValueTask posted = producer.PostAsync(record, static report => _failed += report.Error is null ? 0 : 1);
            if (!posted.IsCompletedSuccessfully)
            {
                await posted;
            }
        }

        await producer.FlushAsync();
        return _failed == 0 ? meter.ThroughputWithClient(records, recordSize) : throw new InvalidOperationException($"{_failed} records were not delivered");
    }

    private async Task<IEnumerable<Measurement>> Consume(BrokerProcess broker, string topic, long records)
    {
        PreparedTopic.FillRecords(broker, topic, recordSize, records);
        await using var consumer = new Consumer<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(
            new ConsumerOptions { BootstrapServers = broker.BootstrapServers, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false },
            Deserializers.Bytes,
            Deserializers.Bytes);
        consumer.Assign([new TopicPartition(topic, 0)]);
        long seen = 0;
        CpuMeter meter = default;
        await foreach (ConsumeBatch<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> batch in consumer.ConsumeBatchesAsync())
        {
            meter = seen == 0 ? new CpuMeter(broker) : meter;
            seen += batch.Count;
            if (seen >= records)
            {
                break;
            }
        }

        return meter.ThroughputWithClient(seen, recordSize);
    }
}
