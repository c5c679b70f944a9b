using System.Collections.Concurrent;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Client.Producing.Transactions;
using Weir.Protocol;

namespace Weir.Client.Producing;

/// <summary>Where records wait for their sender: the queues of all topics, the way from a queue to its leader's sender, and the end of every batch.</summary>
/// <remarks>Thread model: any thread. Queues without a leader are kept aside until metadata names one.</remarks>
internal sealed class RecordAccumulator : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TopicQueues> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, BrokerSender> _senders = new();
    private readonly ConcurrentQueue<PartitionQueue> _homeless = new();
    private readonly ClusterClient _cluster;
    private readonly ProducerOptions _options;
    private readonly DeliveryQueue _deliveries;
    private readonly ProducerIdSource? _idSource;
    private readonly ITimer _expiry;
    private TopicQueues? _lastTopic;

    public RecordAccumulator(ClusterClient cluster, ProducerOptions options, ProducerMetrics metrics)
    {
        _cluster = cluster;
        _options = options;
        Metrics = metrics;
        Context = new AccumulatorContext(options, cluster.Time);
        if (options.TransactionalId is not null)
        {
            Transactions = new TransactionManager(cluster, options, this);
            Context.Enlistment = Transactions.Enlistment;
        }
        else if (options.EnableIdempotence)
        {
            _idSource = new ProducerIdSource(cluster, PokeAll);
            Context.ProducerIdUsedUp = _idSource.Replace;
        }

        _deliveries = new DeliveryQueue(AfterCallbacks, e => Log.CallbackFailed(cluster.Logger, e));
        cluster.Metadata.Updated += OnMetadata;
        TimeSpan period = TimeSpan.FromMilliseconds(Math.Clamp(options.DeliveryTimeout.TotalMilliseconds / 20, 10, 1000));
        _expiry = cluster.Time.CreateTimer(static state => ((RecordAccumulator)state!).FailOverdue(), this, period, period);
    }

    public AccumulatorContext Context { get; }

    public ProducerMetrics Metrics { get; }

    /// <summary>Null without a transactional id.</summary>
    public TransactionManager? Transactions { get; }

    /// <summary>Null without idempotence.</summary>
    public IProducerIdentity? Identities => (IProducerIdentity?)Transactions?.Status ?? _idSource;

    /// <summary>The queues of a topic that is known already. Most programs name the same one, by the same string, over and over.</summary>
    public TopicQueues? Topic(string name)
    {
        if (Volatile.Read(ref _lastTopic) is { } last && ReferenceEquals(last.CalledBy, name))
        {
            return last;
        }

        TopicQueues? queues = _topics.GetValueOrDefault(name);
        if (queues is not null)
        {
            queues.CalledBy = name;
            Volatile.Write(ref _lastTopic, queues);
        }

        return queues;
    }

    /// <exception cref="KafkaException">The topic is not there.</exception>
    public async ValueTask<TopicQueues> TopicAsync(string name, CancellationToken cancellationToken)
    {
        TopicMetadata metadata = await _cluster.Metadata.TopicAsync(name, _options.MaxBlock, cancellationToken).ConfigureAwait(false);
        return _topics.GetOrAdd(name, static (_, state) => new TopicQueues(state.metadata, state.Context), (metadata, Context));
    }

    /// <summary>Sees to it that the queue's leader learns of what was appended.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="status">How the append went.</param>
    /// <param name="isAwaited">Somebody waits for the record: worth sending on this very thread.</param>
    public void AfterAppend(PartitionQueue queue, AppendStatus status, bool isAwaited)
    {
        if (queue.TryActivate())
        {
            Route(queue, onThisThread: true);
        }
        else if (isAwaited || status != AppendStatus.Appended)
        {
            SenderOf(queue)?.Poke(onThisThread: isAwaited || status == AppendStatus.Opened);
        }
    }

    /// <summary>Sees to it that a batch that was put back is sent.</summary>
    public void AfterRequeue(PartitionQueue queue)
    {
        if (queue.TryActivate())
        {
            Route(queue);
        }
    }

    /// <summary>Puts an active queue on the list of its leader's sender and wakes that; or aside.</summary>
    public void Route(PartitionQueue queue, bool onThisThread = false)
    {
        if (SenderOf(queue) is { } sender)
        {
            sender.Add(queue);
            sender.Poke(onThisThread);
        }
        else
        {
            _homeless.Enqueue(queue);
            _cluster.Metadata.RequestUpdate();
        }
    }

    public void PokeAll()
    {
        foreach (BrokerSender sender in _senders.Values)
        {
            sender.Poke(onThisThread: false);
        }
    }

    /// <summary>Takes a batch out of its partition's order, tells its outcome unless it was told already, and lets it go.</summary>
    public void Finish(ProducerBatch batch, long baseOffset, long appendTimeMs, KafkaException? error)
    {
        batch.Queue.Resolve(batch, isStored: error is null);
        if (batch.Queue.TryFinish(batch))
        {
            Tell(batch, baseOffset, appendTimeMs, error);
        }

        Release(batch);
    }

    /// <summary>Sends the records of a batch that is too large for the broker in two halves, in its place.</summary>
    public void Split(ProducerBatch batch)
    {
        PartitionQueue queue = batch.Queue;
        ProducerBatch first = Context.Pool.Rent();
        ProducerBatch second = Context.Pool.Rent();
        first.Open(queue, batch.CreatedAt, batch.Generation);
        second.Open(queue, batch.CreatedAt, batch.Generation);
        batch.CopyHalves(first, second);
        (first.Reserved, second.Reserved) = (batch.Reserved / 2, batch.Reserved - (batch.Reserved / 2));
        if (queue.TryReplace(batch, first, second))
        {
            batch.Reserved = 0;
            AfterRequeue(queue);
        }
        else
        {
            first.Reserved = second.Reserved = 0;
            Release(first);
            Release(second);
        }

        Release(batch);
    }

    /// <summary>Gives up everything of one partition.</summary>
    public void FailAll(PartitionQueue queue, KafkaException error)
    {
        List<ProducerBatch> batches = [];
        queue.TakeOverdue(long.MaxValue, batches);
        TellAll(batches, _ => error);
    }

    public Task FlushAsync()
    {
        Task flushed = Context.Flushes.FlushAsync();
        if (!flushed.IsCompleted)
        {
            PokeAll();
        }

        return flushed;
    }

    /// <summary>When it returns, every append that found a transaction open has its record in a batch that a flush waits for.</summary>
    public void Settle()
    {
        foreach (TopicQueues topic in _topics.Values)
        {
            foreach (PartitionQueue queue in topic.Queues)
            {
                _ = queue.HasWork; // Takes the queue's lock, under which batches are opened.
            }
        }
    }

    /// <summary>Gives up what is not on its way.</summary>
    public void DropUnsent(Func<ProducerBatch, KafkaException> error)
    {
        List<ProducerBatch> unsent = [];
        foreach (TopicQueues topic in _topics.Values)
        {
            foreach (PartitionQueue queue in topic.Queues)
            {
                queue.TakeUnsent(unsent);
            }
        }

        TellAll(unsent, error);
    }

    /// <summary>Fails everything that is left.</summary>
    public async ValueTask DisposeAsync()
    {
        _cluster.Metadata.Updated -= OnMetadata;
        await _expiry.DisposeAsync().ConfigureAwait(false);
        FailOpenedUntil(long.MaxValue, static batch => new KafkaException(
            ErrorCode.RequestTimedOut, $"The producer was closed before {batch.Builder.RecordCount} records for {batch.Queue.Topic}-{batch.Queue.Partition} were acknowledged."));
        foreach (BrokerSender sender in _senders.Values)
        {
            await sender.DisposeAsync().ConfigureAwait(false);
        }

        if (_idSource is not null)
        {
            await _idSource.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>After the connections are gone: nothing refers to the batches' memory any more.</summary>
    public void FreeMemory() => Context.Pool.Dispose();

    private BrokerSender? SenderOf(PartitionQueue queue)
    {
        int leader = queue.LeaderId;
        return leader < 0 ? null : _senders.GetOrAdd(leader, static (id, self) => new BrokerSender(id, self._cluster, self._options, self), this);
    }

    private void OnMetadata()
    {
        ClusterSnapshot snapshot = _cluster.Snapshot;
        foreach (TopicQueues topic in _topics.Values)
        {
            // A topic that has just vanished keeps its queues: it may come back, and if not its batches expire.
            if (snapshot.Topic(topic.Metadata.Name) is { IsAvailable: true } metadata && !ReferenceEquals(metadata, topic.Metadata))
            {
                topic.Update(metadata);
            }
        }

        for (int left = _homeless.Count; left > 0 && _homeless.TryDequeue(out PartitionQueue? queue); left--)
        {
            Route(queue);
        }

        PokeAll();
    }

    private void FailOverdue()
    {
        long now = _cluster.Time.GetTimestamp();
        FailOpenedUntil(now - _cluster.Time.Ticks(_options.DeliveryTimeout), batch => new KafkaException(
            ErrorCode.RequestTimedOut,
            $"{batch.Builder.RecordCount} records for {batch.Queue.Topic}-{batch.Queue.Partition} were not acknowledged within delivery.timeout.ms ({_options.DeliveryTimeout.TotalMilliseconds} ms) after {batch.Attempts} attempts. They may have been stored all the same. Check the brokers, or raise the timeout."));
    }

    private void FailOpenedUntil(long moment, Func<ProducerBatch, KafkaException> error)
    {
        List<ProducerBatch> overdue = [];
        foreach (TopicQueues topic in _topics.Values)
        {
            foreach (PartitionQueue queue in topic.Queues)
            {
                queue.TakeOverdue(moment, overdue);
            }
        }

        TellAll(overdue, error);
    }

    private void TellAll(List<ProducerBatch> batches, Func<ProducerBatch, KafkaException> error)
    {
        foreach (ProducerBatch batch in batches)
        {
            Tell(batch, -1, -1, error(batch));
            Release(batch);
        }
    }

    private void Tell(ProducerBatch batch, long baseOffset, long appendTimeMs, KafkaException? error)
    {
        Metrics.BatchEnded(batch, error);
        if (error is not null)
        {
            Transactions?.OnBatchFailed(error, wasSent: batch.SendOrder > 0);
        }

        if (batch.TellAwaiters(baseOffset, appendTimeMs, error))
        {
            batch.Hold();
            _deliveries.Enqueue(batch, baseOffset, appendTimeMs, error);
            return;
        }

        Context.Flushes.Complete(batch.Generation);
    }

    private void AfterCallbacks(ProducerBatch batch)
    {
        Context.Flushes.Complete(batch.Generation);
        Release(batch);
    }

    /// <summary>The caller needs the batch no longer.</summary>
    public void Release(ProducerBatch batch)
    {
        if (batch.Release())
        {
            int reserved = batch.Reserved;
            Context.Pool.Return(batch);
            Context.Memory.Release(reserved);
        }
    }
}
