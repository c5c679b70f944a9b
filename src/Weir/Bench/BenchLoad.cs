using Weir.Client;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Bench;

/// <summary>The throughput runs: as many records as the cluster takes, then as many as it gives.</summary>
/// <remarks>Thread model: one owner; delivery reports come on the client's threads and touch the histogram and the first error only.</remarks>
internal sealed class BenchLoad(string topic, BenchSettings settings, ProducerOptions producing, ConsumerOptions consuming, TimeProvider time)
{
    private readonly LatencyHistogram _latency = new();
    private KafkaException? _firstError;

    public async Task<BenchRunJson> ProduceAsync(CancellationToken cancellation)
    {
        var value = BenchPayload.Create(settings.RecordSize);
        await using var producer = new Producer<byte[]?, byte[]?>(producing, Serializers.ByteArray, Serializers.ByteArray);
        await producer.PartitionCountAsync(topic, cancellation); // connect first, so that it is not measured
        var start = time.GetTimestamp();
        for (var i = 0L; i < settings.Records && _firstError is null; i++)
        {
            var sentAt = time.GetTimestamp();
            await producer.PostAsync(
                new ProducerRecord<byte[]?, byte[]?>(topic, null, value), report => OnDelivery(report, sentAt), cancellationToken: cancellation);
        }
        await producer.FlushAsync(cancellation);
        if (_firstError is { } error)
        {
            throw CommandException.Failed($"a record was not acknowledged: {FailureText.OneLine(error.Message)}", error);
        }
        return BenchRunJson.Of("produce", settings.Records, settings.RecordSize, time.GetElapsedTime(start), _latency);
    }

    public async Task<BenchRunJson> ConsumeAsync(
        Dictionary<TopicPartition, long> starts, Dictionary<TopicPartition, long> ends, CancellationToken cancellation)
    {
        await using var consumer = new Consumer<byte[]?, byte[]?>(consuming, Deserializers.ByteArray, Deserializers.ByteArray);
        consumer.Assign(starts.Select(at => new TopicPartitionOffset(at.Key, at.Value)));
        var expected = ends.Sum(end => end.Value - starts[end.Key]);
        var count = 0L;
        var start = time.GetTimestamp();
        await foreach (var batch in consumer.ConsumeBatchesAsync(cancellation))
        {
            count += batch.Count;
            if (count >= expected)
            {
                break;
            }
        }
        return BenchRunJson.Of("consume", count, settings.RecordSize, time.GetElapsedTime(start), null);
    }

    private void OnDelivery(DeliveryReport report, long sentAt)
    {
        _latency.Record(time.GetElapsedTime(sentAt));
        Interlocked.CompareExchange(ref _firstError, report.Error, null);
    }
}
