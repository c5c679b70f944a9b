using System.Globalization;
using Weir.Client;

namespace Weir.Demo;

/// <summary>
/// The live count of rides per pickup location, kept in a topic: each change is a record with the location as key and the new count
/// as a 64-bit integer, so that the last record of a key is its count.
/// </summary>
/// <remarks>Thread model: one owner; delivery reports come on the client's threads and only touch the first error.</remarks>
internal sealed class LocationCounts(Producer<string?, long> producer)
{
    private readonly Dictionary<string, long> _counts = [];
    private KafkaException? _firstError;

    /// <summary>Takes up the counts that the topic holds from an earlier run.</summary>
    public async Task RestoreAsync(Consumer<string?, long> consumer, CancellationToken cancellation)
    {
        var partitions = await consumer.PartitionsAsync(DemoSettings.CountsTopic, cancellation);
        var ends = await consumer.EndOffsetsAsync(partitions, cancellation);
        var left = ends.Where(end => end.Value > 0).ToDictionary();
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, 0)));
        if (left.Count == 0)
        {
            return;
        }
        await foreach (var record in consumer.ConsumeAsync(cancellation))
        {
            _counts[record.Key!] = record.Value;
            if (record.Offset + 1 >= ends[record.TopicPartition] && left.Remove(record.TopicPartition) && left.Count == 0)
            {
                break;
            }
        }
    }

    /// <summary>Counts one more ride and sends the new count.</summary>
    public ValueTask AddAsync(string location, CancellationToken cancellation)
    {
        var count = _counts[location] = _counts.GetValueOrDefault(location) + 1;
        return producer.PostAsync(new ProducerRecord<string?, long>(DemoSettings.CountsTopic, location, count), OnDelivery, cancellationToken: cancellation);
    }

    /// <summary>When it returns, every count sent is acknowledged.</summary>
    /// <exception cref="KafkaException">One was not.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await producer.FlushAsync(cancellation);
        if (_firstError is { } error)
        {
            throw error;
        }
    }

    /// <summary>The most frequent locations; the lower number first among equals.</summary>
    public LocationCountJson[] Top(int count) =>
    [
        .. _counts
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => long.TryParse(entry.Key, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue)
            .Take(count)
            .Select(entry => new LocationCountJson(entry.Key, entry.Value)),
    ];

    private void OnDelivery(DeliveryReport report) => Interlocked.CompareExchange(ref _firstError, report.Error, null);
}
