using Weir.Client;
using Weir.Output;

namespace Weir.Bench;

/// <summary>The latency run: records at a fixed rate, from the send call to the acknowledgement and to a consumer that waits.</summary>
/// <remarks>
/// Thread model: a producing and a consuming task; the histograms take values from any thread. When the producer stalls, the
/// records it holds up count from when they were due: a stall must show in every record it delays, not only in one.
/// </remarks>
internal sealed class BenchLatency(string topic, BenchSettings settings, ProducerOptions producing, ConsumerOptions consuming, TimeProvider time)
{
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(5); // a timer is late by one or two at any time
    private readonly LatencyHistogram _acknowledged = new();
    private readonly LatencyHistogram _consumed = new();

    public async Task<BenchRunJson[]> RunAsync(Dictionary<TopicPartition, long> from, CancellationToken cancellation)
    {
        var records = (long)(settings.Rate * settings.LatencyTime.TotalSeconds);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var start = time.GetTimestamp();
        Task[] both = [ConsumeAsync(from, records, failed.Token), ProduceAsync(records, failed.Token)];
        await foreach (var part in Task.WhenEach(both))
        {
            if (!part.IsCompletedSuccessfully)
            {
                await failed.CancelAsync();
                await part;
            }
        }
        var elapsed = time.GetElapsedTime(start);
        return
        [
            BenchRunJson.Of($"{settings.Rate}/s, sent to acknowledged", records, settings.RecordSize, elapsed, _acknowledged),
            BenchRunJson.Of($"{settings.Rate}/s, sent to consumed", records, settings.RecordSize, elapsed, _consumed),
        ];
    }

    private async Task ProduceAsync(long records, CancellationToken cancellation)
    {
        var payload = BenchPayload.Create(settings.RecordSize);
        await using var producer = new Producer<byte[]?, byte[]?>(producing, Serializers.ByteArray, Serializers.ByteArray);
        await producer.PartitionCountAsync(topic, cancellation);
        var start = time.GetTimestamp();
        KafkaException? firstError = null;
        for (var i = 0L; i < records && firstError is null; i++)
        {
            var due = start + (long)(i * (double)time.TimestampFrequency / settings.Rate);
            var ahead = TimeSpan.FromSeconds((due - time.GetTimestamp()) / (double)time.TimestampFrequency);
            if (ahead > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(ahead, time, cancellation);
            }
            var sentAt = time.GetElapsedTime(due) > Stall ? due : time.GetTimestamp();
            await producer.PostAsync(
                new ProducerRecord<byte[]?, byte[]?>(topic, null, BenchPayload.Stamped(payload, sentAt)),
                report =>
                {
                    _acknowledged.Record(time.GetElapsedTime(sentAt));
                    Interlocked.CompareExchange(ref firstError, report.Error, null);
                },
                cancellationToken: cancellation);
        }
        await producer.FlushAsync(cancellation);
        if (firstError is not null)
        {
            throw firstError;
        }
    }

    private async Task ConsumeAsync(Dictionary<TopicPartition, long> from, long records, CancellationToken cancellation)
    {
        await using var consumer = new Consumer<byte[]?, byte[]?>(consuming, Deserializers.ByteArray, Deserializers.ByteArray);
        consumer.Assign(from.Select(at => new TopicPartitionOffset(at.Key, at.Value)));
        var count = 0L;
        await foreach (var record in consumer.ConsumeAsync(cancellation))
        {
            _consumed.Record(time.GetElapsedTime(BenchPayload.Stamp(record.Value)));
            if (++count >= records)
            {
                break;
            }
        }
    }
}
