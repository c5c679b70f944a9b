using Weir.Protocol.Records;

namespace Weir.Client.Consuming;

/// <summary>Turns records into results: deserializes key and value, copies headers.</summary>
internal sealed class ResultFactory<TKey, TValue>(IDeserializer<TKey> keys, IDeserializer<TValue> values, Func<TopicPartitionOffset, string> remedy)
{
    /// <exception cref="RecordDeserializationException">A deserializer has thrown; the message names the record.</exception>
    public ConsumeResult<TKey, TValue> Create(in Record record, in RecordOrigin origin)
    {
        TopicPartition partition = origin.Partition;
        RecordComponent component = RecordComponent.Key;
        try
        {
            Headers headers = CopyHeaders(record.Headers);
            Headers? present = headers.Count > 0 ? headers : null;
            var keyContext = new SerializationContext(partition.Topic, RecordComponent.Key, present);
            TKey key = record.Key is { } keyBytes ? keys.Deserialize(keyBytes.Span, keyContext) : keys.DeserializeNull(keyContext);
            component = RecordComponent.Value;
            var valueContext = new SerializationContext(partition.Topic, RecordComponent.Value, present);
            TValue value = record.Value is { } valueBytes ? values.Deserialize(valueBytes.Span, valueContext) : values.DeserializeNull(valueContext);
            return new ConsumeResult<TKey, TValue>(partition.Topic, partition.Partition, record.Offset)
            {
                Key = key,
                Value = value,
                Headers = headers,
                TimestampMs = record.Timestamp,
                TimestampType = origin.TimestampType,
                LeaderEpoch = origin.LeaderEpoch,
                DeliveryCount = origin.DeliveryCount,
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var place = new TopicPartitionOffset(partition, record.Offset);
            throw new RecordDeserializationException(
                place, component, $"The {component} of the record at {partition}, offset {record.Offset}, cannot be deserialized: {e.Message} {remedy(place)}", e);
        }
    }

    private static Headers CopyHeaders(RecordHeaders encoded)
    {
        if (encoded.Count == 0)
        {
            return Headers.None;
        }

        var headers = new Headers(encoded.Count);
        foreach (Header header in encoded)
        {
            // Not "?.ToArray()": a null array would convert to an empty value, not to none.
            headers.Add(header.Key, header.Value is { } value ? value.ToArray() : default(ReadOnlyMemory<byte>?));
        }

        return headers;
    }
}
