using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Client.Consuming;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Protocol.Records;

namespace Weir.Client;

/// <summary>Reads records, alone or as a member of a group.</summary>
/// <remarks>
/// Thread model: one flow enumerates; records, rebalances and the listener's calls come on it. Commit, seek, pause and the look-ups may be called
/// from elsewhere too. A record counts as handed out when the enumeration has returned it, and automatic commits happen only
/// when the next one is asked for, or at the end.
/// </remarks>
public sealed class Consumer<TKey, TValue> : IAsyncDisposable
{
    private readonly ConsumerOptions _options;
    private readonly ConsumerCore _core;
    private readonly RecordCursor _cursor;
    private readonly ResultFactory<TKey, TValue> _results;

    /// <exception cref="ClientConfigurationException">A setting is missing or cannot be used.</exception>
    public Consumer(
        ConsumerOptions options,
        IDeserializer<TKey> keyDeserializer,
        IDeserializer<TValue> valueDeserializer,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(keyDeserializer);
        ArgumentNullException.ThrowIfNull(valueDeserializer);
        _options = options;
        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Weir.Client.Consumer");
        _core = new ConsumerCore(options, timeProvider ?? TimeProvider.System, logger);
        _cursor = new RecordCursor(_core.Subscriptions, options, _core.Fetcher.PokeFor);
        _results = new ResultFactory<TKey, TValue>(
            keyDeserializer, valueDeserializer, static place => $"Seek to offset {place.Offset + 1} to skip it.");
    }

    /// <summary>The partitions this consumer reads now.</summary>
    public IReadOnlyCollection<TopicPartition> Assignment => _core.Subscriptions.Assigned;

    /// <summary>The topics subscribed to; with a pattern those that it matches now.</summary>
    public IReadOnlyCollection<string> Subscription => _core.Subscriptions.Topics;

    /// <summary>Partitions that are not fetched for now.</summary>
    public IReadOnlyCollection<TopicPartition> Paused => _core.Subscriptions.Paused;

    /// <summary>The id the coordinator gave; empty outside a group.</summary>
    public string MemberId => _core.Identity.MemberId;

    /// <summary>This consumer's standing in its group now, for <see cref="Producer{TKey, TValue}.SendOffsetsToTransactionAsync"/>.</summary>
    /// <exception cref="ClientConfigurationException">There is no <c>group.id</c>.</exception>
    public ConsumerGroupMetadata GroupMetadata => _core.Coordinator is null
        ? throw new ClientConfigurationException("group.id", null, "only members of a group have a standing in one. Set it.")
        : new ConsumerGroupMetadata(_core.Identity.GroupId, _core.Identity.Generation, _core.Identity.MemberId, _core.Identity.InstanceId);

    /// <summary>Joins the group for these topics as soon as records are asked for; replaces an earlier subscription.</summary>
    /// <exception cref="ClientConfigurationException">There is no <c>group.id</c>.</exception>
    public void Subscribe(IEnumerable<string> topics, IRebalanceListener? listener = null) => _core.Subscribe([.. topics], null, listener);

    /// <inheritdoc cref="Subscribe(IEnumerable{string}, IRebalanceListener?)"/>
    public void Subscribe(params string[] topics) => _core.Subscribe(topics, null, null);

    /// <summary>
    /// Joins the group for the topics whose names the pattern matches, as <see cref="Regex.IsMatch(string)"/> does: anchor it with <c>^</c> and <c>$</c> to match whole names.
    /// Topics that appear or vanish are noticed when metadata is refreshed, at the latest after <see cref="ClientOptions.MetadataMaxAge"/>.
    /// </summary>
    /// <exception cref="ClientConfigurationException">There is no <c>group.id</c>.</exception>
    public void Subscribe(Regex pattern, IRebalanceListener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        _core.Subscribe([], pattern, listener);
    }

    /// <summary>Leaves the group and forgets subscription and assignment. Not while an enumeration waits for records.</summary>
    public ValueTask UnsubscribeAsync(CancellationToken cancellationToken = default)
    {
        _cursor.LeaveChunk();
        return _core.UnsubscribeAsync(cancellationToken);
    }

    /// <summary>Reads these partitions, without a group's sharing, from the committed offsets or as <c>auto.offset.reset</c> says; replaces an earlier assignment.</summary>
    public void Assign(IEnumerable<TopicPartition> partitions) => _core.Assign([.. partitions], null);

    /// <summary>Reads these partitions from the given offsets.</summary>
    public void Assign(IEnumerable<TopicPartitionOffset> positions)
    {
        TopicPartitionOffset[] all = [.. positions];
        _core.Assign(Array.ConvertAll(all, static position => position.TopicPartition), all);
    }

    /// <summary>Records as they come, without end. One enumeration at a time; leaving it does not leave the group.</summary>
    /// <exception cref="KafkaException">Fetching failed for good, or a record cannot be read.</exception>
    public async IAsyncEnumerable<ConsumeResult<TKey, TValue>> ConsumeAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _core.Flow.Enter();
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_core.Flow.NeedsAttention)
                {
                    await _core.TendAsync(cancellationToken).ConfigureAwait(false);
                }

                if (TryNext(out ConsumeResult<TKey, TValue> result))
                {
                    _core.Flow.Polls.Mark();
                    yield return result;
                }
                else
                {
                    await _core.Flow.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _core.Flow.Leave();
        }
    }

    /// <summary>As <see cref="ConsumeAsync"/>, in batches of one partition each.</summary>
    /// <exception cref="KafkaException">Fetching failed for good, or a record cannot be read.</exception>
    public async IAsyncEnumerable<ConsumeBatch<TKey, TValue>> ConsumeBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _core.Flow.Enter();
        var buffer = new ConsumeResult<TKey, TValue>[_options.MaxPollRecords];
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_core.Flow.NeedsAttention)
                {
                    await _core.TendAsync(cancellationToken).ConfigureAwait(false);
                }

                int count = Fill(buffer);
                if (count > 0)
                {
                    _core.Flow.Polls.Mark();
                    yield return new ConsumeBatch<TKey, TValue>(buffer[0].TopicPartition, buffer.AsMemory(0, count));
                }
                else
                {
                    await _core.Flow.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _core.Flow.Leave();
        }
    }

    /// <summary>The next record of the partition will be the one at this offset.</summary>
    /// <exception cref="KafkaException">The partition is not assigned.</exception>
    public void Seek(TopicPartition partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        _core.Subscriptions.Change(partition, state => state.MoveTo(offset, -1));
        _core.Flow.Notify();
    }

    /// <summary>Continues at the first record; all assigned partitions when none is named.</summary>
    /// <exception cref="KafkaException">A partition is not assigned.</exception>
    public void SeekToBeginning(params IReadOnlyCollection<TopicPartition> partitions) => Reset(partitions, ResetPolicy.Earliest);

    /// <summary>Continues behind the last record; all assigned partitions when none is named.</summary>
    /// <exception cref="KafkaException">A partition is not assigned.</exception>
    public void SeekToEnd(params IReadOnlyCollection<TopicPartition> partitions) => Reset(partitions, ResetPolicy.Latest);

    /// <summary>Continues at the first record whose timestamp is at least this; behind the last when there is none. All assigned partitions when none is named.</summary>
    /// <exception cref="KafkaException">A partition is not assigned.</exception>
    public void SeekToTime(DateTimeOffset time, params IReadOnlyCollection<TopicPartition> partitions) =>
        Reset(partitions, OffsetSpec.ForTime(time).Timestamp);

    /// <summary>Stops handing out records of these partitions, of all when none is named; what is fetched already is kept.</summary>
    /// <exception cref="KafkaException">A partition is not assigned.</exception>
    public void Pause(params IReadOnlyCollection<TopicPartition> partitions) => _core.Subscriptions.Change(partitions, static state =>
    {
        state.IsPaused = true;
        state.Invalidate();
    });

    /// <exception cref="KafkaException">A partition is not assigned.</exception>
    public void Resume(params IReadOnlyCollection<TopicPartition> partitions)
    {
        Subscriptions subscriptions = _core.Subscriptions;
        subscriptions.Change(partitions, state =>
        {
            state.IsPaused = false;
            subscriptions.MakeReady(state);
        });
        _core.Flow.Notify();
    }

    /// <summary>Commits what was handed out so far of every assigned partition, the record in hand included.</summary>
    /// <exception cref="KafkaException">The group has rebalanced meanwhile, or the coordinator refuses.</exception>
    public ValueTask CommitAsync(CancellationToken cancellationToken = default) => new(_core.CommitAsync(_core.Subscriptions.Positions(), cancellationToken));

    /// <summary>Commits these offsets; each is the next record to consume.</summary>
    /// <exception cref="KafkaException">The group has rebalanced meanwhile, or the coordinator refuses.</exception>
    public ValueTask CommitAsync(IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, CancellationToken cancellationToken = default) =>
        new(_core.CommitAsync(offsets, cancellationToken));

    /// <summary>Commits that this record and all before it in its partition are processed.</summary>
    /// <exception cref="KafkaException">The group has rebalanced meanwhile, or the coordinator refuses.</exception>
    public ValueTask CommitAsync(ConsumeResult<TKey, TValue> result, CancellationToken cancellationToken = default) => CommitAsync(
        new Dictionary<TopicPartition, OffsetAndMetadata> { [result.TopicPartition] = new(result.Offset + 1, result.LeaderEpoch) }, cancellationToken);

    /// <summary>Offset of the next record that will be handed out.</summary>
    /// <exception cref="KafkaException">The partition is not assigned, or its position cannot be found.</exception>
    public ValueTask<long> PositionAsync(TopicPartition partition, CancellationToken cancellationToken = default) => _core.PositionAsync(partition, cancellationToken);

    /// <summary>What the group has committed; partitions without a commit are absent.</summary>
    /// <exception cref="ClientConfigurationException">There is no <c>group.id</c>.</exception>
    public async ValueTask<IReadOnlyDictionary<TopicPartition, OffsetAndMetadata>> CommittedAsync(
        IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default) => _core.Coordinator is { } coordinator
        ? await coordinator.FetchOffsetsAsync([.. partitions], cancellationToken).ConfigureAwait(false)
        : throw new ClientConfigurationException("group.id", null, "committed offsets belong to a group. Set it.");

    /// <summary>The first record of each partition whose timestamp is at least the given time; partitions without one are absent.</summary>
    public async ValueTask<IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp>> OffsetsForTimesAsync(
        IReadOnlyDictionary<TopicPartition, DateTimeOffset> times, CancellationToken cancellationToken = default)
    {
        Dictionary<TopicPartition, OffsetAndTimestamp> found = await LookUpAsync(
            times.ToDictionary(static item => item.Key, static item => OffsetSpec.ForTime(item.Value).Timestamp), cancellationToken).ConfigureAwait(false);
        return found.Where(static item => item.Value.Offset >= 0).ToDictionary();
    }

    /// <summary>Offset of the first record of each partition.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, long>> BeginningOffsetsAsync(
        IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default) => EndsAsync(partitions, ResetPolicy.Earliest, cancellationToken);

    /// <summary>Offset behind the last record of each partition: the high watermark, or the last stable offset with read_committed.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, long>> EndOffsetsAsync(
        IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default) => EndsAsync(partitions, ResetPolicy.Latest, cancellationToken);

    /// <summary>The partitions of a topic.</summary>
    /// <exception cref="Weir.Client.KafkaException">There is no such topic.</exception>
    public async ValueTask<IReadOnlyList<TopicPartition>> PartitionsAsync(string topic, CancellationToken cancellationToken = default)
    {
        TopicMetadata metadata = await _core.Cluster.Metadata.TopicAsync(topic, _options.DefaultApiTimeout, cancellationToken).ConfigureAwait(false);
        return [.. metadata.Partitions.Select(partition => new TopicPartition(topic, partition.Partition))];
    }

    /// <summary>Commits if automatic, leaves the group, closes the connections. End the enumeration first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _core.DisposeAsync().ConfigureAwait(false);
        _cursor.Dispose();
    }

    private bool TryNext(out ConsumeResult<TKey, TValue> result)
    {
        if (!_cursor.TryRead(out Record record))
        {
            result = default;
            return false;
        }

        Take(in record, out result);
        return true;
    }

    private void Take(in Record record, out ConsumeResult<TKey, TValue> result)
    {
        try
        {
            result = _results.Create(in record, _cursor.Origin);
        }
        catch (KafkaException)
        {
            _cursor.Refetch();
            throw;
        }

        _cursor.Accept(in record);
        ConsumerTracing.OnReceived(result);
    }

    /// <summary>Fills the buffer from one chunk. A record that cannot be read ends the batch before it and is thrown for by the next.</summary>
    private int Fill(ConsumeResult<TKey, TValue>[] buffer)
    {
        int count = 0;
        while (count < buffer.Length && _cursor.TryRead(out Record record, sameChunk: count > 0))
        {
            try
            {
                Take(in record, out buffer[count]);
                count++;
            }
            catch (KafkaException) when (count > 0)
            {
                break;
            }
        }

        return count;
    }

    private void Reset(IReadOnlyCollection<TopicPartition> partitions, long timestamp)
    {
        _core.Subscriptions.Change(partitions, state => state.ResetTo(timestamp));
        _core.Flow.Notify();
    }

    private async ValueTask<IReadOnlyDictionary<TopicPartition, long>> EndsAsync(
        IEnumerable<TopicPartition> partitions, long end, CancellationToken cancellationToken)
    {
        Dictionary<TopicPartition, OffsetAndTimestamp> found =
            await LookUpAsync(partitions.ToDictionary(static partition => partition, _ => end), cancellationToken).ConfigureAwait(false);
        return found.ToDictionary(static item => item.Key, static item => item.Value.Offset);
    }

    private async Task<Dictionary<TopicPartition, OffsetAndTimestamp>> LookUpAsync(Dictionary<TopicPartition, long> timestamps, CancellationToken cancellationToken)
    {
        foreach (string topic in timestamps.Keys.Select(static partition => partition.Topic).Distinct())
        {
            await _core.Cluster.Metadata.TopicAsync(topic, _options.DefaultApiTimeout, cancellationToken).ConfigureAwait(false);
        }

        return await _core.Cluster.RetryAsync(
            token => OffsetLookup.FindAsync(_core.Cluster, timestamps, _options.IsolationLevel, token), Errors.IsRetriable, cancellationToken).ConfigureAwait(false);
    }
}
