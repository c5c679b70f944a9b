using Microsoft.Extensions.Logging;

namespace Weir.Client;

/// <summary>Reads records, alone or as a member of a group.</summary>
public sealed class Consumer<TKey, TValue> : IAsyncDisposable
{
    public Consumer(
        ConsumerOptions options,
        IDeserializer<TKey> keyDeserializer,
        IDeserializer<TValue> valueDeserializer,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null)
    {
    }

    /// <summary>The partitions this consumer reads now.</summary>
    public IReadOnlyCollection<TopicPartition> Assignment => throw new NotImplementedException();

    /// <summary>The topics subscribed to.</summary>
    public IReadOnlyCollection<string> Subscription => throw new NotImplementedException();

    /// <summary>Partitions that are not fetched for now.</summary>
    public IReadOnlyCollection<TopicPartition> Paused => throw new NotImplementedException();

    /// <summary>The id the coordinator gave; empty outside a group.</summary>
    public string MemberId => throw new NotImplementedException();

    /// <summary>Joins the group for these topics as soon as records are asked for; replaces an earlier subscription.</summary>
    public void Subscribe(IEnumerable<string> topics, IRebalanceListener? listener = null) => throw new NotImplementedException();

    public void Subscribe(params string[] topics) => Subscribe(topics, null);

    /// <summary>Leaves the group and forgets subscription and assignment.</summary>
    public ValueTask UnsubscribeAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads these partitions, without a group's sharing; replaces an earlier assignment.</summary>
    public void Assign(IEnumerable<TopicPartition> partitions) => throw new NotImplementedException();

    /// <summary>Reads these partitions from the given offsets.</summary>
    public void Assign(IEnumerable<TopicPartitionOffset> positions) => throw new NotImplementedException();

    /// <summary>Records as they come, without end. One enumeration at a time.</summary>
    public IAsyncEnumerable<ConsumeResult<TKey, TValue>> ConsumeAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="ConsumeAsync"/>, in batches of one partition each.</summary>
    public IAsyncEnumerable<ConsumeBatch<TKey, TValue>> ConsumeBatchesAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The next record of the partition will be the one at this offset.</summary>
    public void Seek(TopicPartition partition, long offset) => throw new NotImplementedException();

    /// <summary>Continues at the first record; all assigned partitions when none is named.</summary>
    public void SeekToBeginning(params IReadOnlyCollection<TopicPartition> partitions) => throw new NotImplementedException();

    /// <summary>Continues behind the last record; all assigned partitions when none is named.</summary>
    public void SeekToEnd(params IReadOnlyCollection<TopicPartition> partitions) => throw new NotImplementedException();

    /// <summary>Continues at the first record whose timestamp is at least this; behind the last when there is none. All assigned partitions.</summary>
    public ValueTask SeekToTimeAsync(DateTimeOffset time, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Stops handing out records of these partitions; what is fetched already is kept.</summary>
    public void Pause(params IReadOnlyCollection<TopicPartition> partitions) => throw new NotImplementedException();

    public void Resume(params IReadOnlyCollection<TopicPartition> partitions) => throw new NotImplementedException();

    /// <summary>Commits what was handed out so far of every assigned partition.</summary>
    public ValueTask CommitAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Commits these offsets; each is the next record to consume.</summary>
    public ValueTask CommitAsync(IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Commits that this record and all before it in its partition are processed.</summary>
    public ValueTask CommitAsync(ConsumeResult<TKey, TValue> result, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Offset of the next record that will be handed out.</summary>
    public ValueTask<long> PositionAsync(TopicPartition partition, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>What the group has committed; partitions without a commit are absent.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, OffsetAndMetadata>> CommittedAsync(IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The first record of each partition whose timestamp is at least the given time; partitions without one are absent.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp>> OffsetsForTimesAsync(IReadOnlyDictionary<TopicPartition, DateTimeOffset> times, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask<IReadOnlyDictionary<TopicPartition, long>> BeginningOffsetsAsync(IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask<IReadOnlyDictionary<TopicPartition, long>> EndOffsetsAsync(IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The partitions of a topic.</summary>
    public ValueTask<IReadOnlyList<TopicPartition>> PartitionsAsync(string topic, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Commits if automatic, leaves the group, closes the connections.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
