using Microsoft.Extensions.Logging;

namespace Weir.Client;

/// <summary>Sends records.</summary>
public sealed class Producer<TKey, TValue> : IAsyncDisposable
{
    public Producer(
        ProducerOptions options,
        ISerializer<TKey> keySerializer,
        ISerializer<TValue> valueSerializer,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null)
    {
    }

    /// <summary>Sends a record; completes when it is acknowledged as <see cref="ProducerOptions.Acks"/> says.</summary>
    /// <exception cref="KafkaException">The record was not acknowledged in time, or refused.</exception>
    public ValueTask<RecordMetadata> SendAsync(ProducerRecord<TKey, TValue> record, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask<RecordMetadata> SendAsync(string topic, TKey key, TValue value, CancellationToken cancellationToken = default) =>
        SendAsync(new ProducerRecord<TKey, TValue>(topic, key, value), cancellationToken);

    /// <summary>Takes a record over; completes when it is in the buffer, at once unless the buffer is full or the topic yet unknown.</summary>
    /// <param name="record">The record.</param>
    /// <param name="onDelivery">Called when the record is acknowledged or has failed, in order per partition. Keep it short.</param>
    /// <param name="state">Passed on to <paramref name="onDelivery"/>, so that it can be static.</param>
    /// <param name="cancellationToken">Gives up the wait for room in the buffer.</param>
    public ValueTask PostAsync(
        ProducerRecord<TKey, TValue> record,
        Action<DeliveryReport>? onDelivery = null,
        object? state = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Sends what is buffered at once; completes when every record taken over before the call is acknowledged or has failed.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Number of partitions of a topic.</summary>
    public ValueTask<int> PartitionCountAsync(string topic, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Flushes, then closes the connections.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
