namespace Weir.Client;

/// <summary>A record to be sent.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Key">Records with the same key go to the same partition; null leaves the choice to the partitioner.</param>
/// <param name="Value">Null is a tombstone on a compacted topic.</param>
public readonly record struct ProducerRecord<TKey, TValue>(string Topic, TKey Key, TValue Value)
{
    /// <summary>The partition to use; null asks the partitioner.</summary>
    public int? Partition { get; init; }

    /// <summary>The record's create time; null takes the time of the send call.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    public Headers? Headers { get; init; }
}
