using System.Collections.Concurrent;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Client.Consuming;

/// <summary>Decides what is fetched from whom, and takes up what comes.</summary>
/// <remarks>Thread model: any thread; partition states are looked at under the subscription's lock. <paramref name="onProgress"/> wakes the consuming flow.</remarks>
internal sealed class Fetcher(ClusterClient cluster, ConsumerOptions options, Subscriptions subscriptions, Action onProgress) : IAsyncDisposable
{
    // Across all partitions at least this much may be buffered: 64 MiB.
    private const long SmallestBuffer = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<int, BrokerFetcher> _brokers = new();
    private readonly ReadReplicas _replicas = new(cluster);
    private readonly KeyValuePair<string, object?> _clientTag = new("messaging.client.id", options.ClientId);
    private KafkaException? _failure;

    public ConsumerOptions Options { get; } = options;

    /// <summary>Lets the fetcher of every broker that has assigned partitions see what there is to do now.</summary>
    public void Poke()
    {
        HashSet<int> sources = [];
        ClusterSnapshot snapshot = cluster.Snapshot;
        lock (subscriptions.Lock)
        {
            foreach (PartitionState state in subscriptions.States)
            {
                if (snapshot.Partition(state.TopicPartition) is { } partition)
                {
                    sources.Add(_replicas.SourceOf(state, partition, snapshot));
                }
            }
        }

        foreach (int source in sources)
        {
            if (source >= 0)
            {
                _brokers.GetOrAdd(source, static (id, self) => new BrokerFetcher(id, self.Fetcher, self.Cluster), (Fetcher: this, Cluster: cluster)).Poke();
            }
        }
    }

    /// <summary>There is room again for more of a partition: its broker's fetcher may go on.</summary>
    public void PokeFor(PartitionState state)
    {
        ClusterSnapshot snapshot = cluster.Snapshot;
        int source = -1;
        lock (subscriptions.Lock)
        {
            if (snapshot.Partition(state.TopicPartition) is { } partition)
            {
                source = _replicas.SourceOf(state, partition, snapshot);
            }
        }

        if (_brokers.TryGetValue(source, out BrokerFetcher? fetcher))
        {
            fetcher.Poke();
        }
    }

    /// <summary>A failure that fetching cannot get over; given out once.</summary>
    public KafkaException? TakeFailure() => Interlocked.Exchange(ref _failure, null);

    public void Fail(KafkaException failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        onProgress();
    }

    /// <summary>Lists what may be fetched from a broker now.</summary>
    public FetchPlan Plan(int brokerId, List<WantedPartition> wanted)
    {
        wanted.Clear();
        var plan = new FetchPlan(HasTopicIds: true, IsHoldingBack: false, RetryAt: long.MaxValue, IsRedirected: false);
        ClusterSnapshot snapshot = cluster.Snapshot;
        long now = cluster.Time.GetTimestamp();
        lock (subscriptions.Lock)
        {
            bool isFull = subscriptions.BufferedBytes >= Math.Max(SmallestBuffer, Options.FetchMaxBytes);
            foreach (PartitionState state in subscriptions.States)
            {
                if (!state.IsFetchable
                    || snapshot.Topic(state.TopicPartition.Topic) is not { } topic
                    || topic.Partition(state.TopicPartition.Partition) is not { } partition)
                {
                    continue;
                }

                bool wasOurs = state.ReadReplica == brokerId;
                if (_replicas.SourceOf(state, partition, snapshot) != brokerId)
                {
                    plan = plan with { IsRedirected = plan.IsRedirected || wasOurs };
                }
                else if (state.RetryAt > now)
                {
                    plan = plan with { RetryAt = Math.Min(plan.RetryAt, state.RetryAt) };
                }
                else if (isFull || state.BufferedBytes >= Options.MaxPartitionFetchBytes)
                {
                    plan = plan with { IsHoldingBack = true };
                }
                else
                {
                    plan = plan with { HasTopicIds = plan.HasTopicIds && topic.TopicId != Guid.Empty };
                    wanted.Add(new WantedPartition(
                        state, topic.TopicId, state.FetchOffset, state.FetchVersion, partition.LeaderEpoch, Options.MaxPartitionFetchBytes));
                }
            }
        }

        return plan;
    }

    /// <summary>Takes up an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="session">Knows what was asked.</param>
    /// <param name="brokerId">Who was asked.</param>
    /// <param name="lease">The answer's memory.</param>
    public void TakeUp(FetchResponse response, FetchSession session, int brokerId, FrameLease lease)
    {
        ClientDiagnostics.FetchedBytes.Add(lease.Bytes.Length, _clientTag);
        ClusterSnapshot snapshot = cluster.Snapshot;
        bool isProgress = false;
        bool isRedirected = false;
        lock (subscriptions.Lock)
        {
            foreach (FetchResponse.FetchableTopicResponse topic in response.Responses)
            {
                if ((topic.TopicId == Guid.Empty ? topic.Topic : snapshot.Topic(topic.TopicId)?.Name) is not { } name)
                {
                    continue; // Deleted or created anew since it was asked for.
                }

                foreach (FetchResponse.PartitionData partition in topic.Partitions)
                {
                    if (session.TryFind(new TopicPartition(name, partition.PartitionIndex), out WantedPartition asked) && IsStillWanted(asked))
                    {
                        bool isRefused = partition.ErrorCode != ErrorCode.None;
                        bool wasFollower = isRefused && _replicas.Drop(asked.State, brokerId, partition.ErrorCode.ToString());
                        isRedirected |= wasFollower || _replicas.Follow(asked.State, brokerId, partition.PreferredReadReplica);
                        isProgress |= isRefused ? OnError(asked, partition.ErrorCode, wasFollower) : TakeUp(asked.State, partition, lease);
                    }
                }
            }
        }

        if (isProgress)
        {
            onProgress();
        }

        if (isRedirected)
        {
            Poke();
        }
    }

    /// <summary>A broker cannot be asked: what it was fetched from as a follower is fetched from the leaders again.</summary>
    public void OnBrokerLost(int brokerId)
    {
        bool isRedirected = false;
        lock (subscriptions.Lock)
        {
            foreach (PartitionState state in subscriptions.States)
            {
                isRedirected |= _replicas.Drop(state, brokerId, "the connection to the follower was lost");
            }
        }

        if (isRedirected)
        {
            Poke();
        }
    }

    /// <summary>A session that the broker does not know any more is only a reason to start another.</summary>
    public void OnSessionLost(ErrorCode error)
    {
        if (error is ErrorCode.FetchSessionTopicIdError or ErrorCode.UnknownTopicId or ErrorCode.InconsistentTopicId)
        {
            cluster.Metadata.RequestUpdate();
        }
        else if (error is not (ErrorCode.FetchSessionIdNotFound or ErrorCode.InvalidFetchSessionEpoch) && !Errors.IsRetriable(error))
        {
            Fail(Errors.ToException(error, "Fetching"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BrokerFetcher broker in _brokers.Values)
        {
            await broker.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The partition is still assigned and nobody else has answered or moved the position meanwhile. The lock must be held.</summary>
    private bool IsStillWanted(in WantedPartition asked)
    {
        PartitionState state = asked.State;
        return state.FetchVersion == asked.FetchVersion
            && state.FetchOffset == asked.FetchOffset
            && ReferenceEquals(subscriptions.Find(state.TopicPartition), state);
    }

    /// <summary>The lock must be held. True when the consuming flow has something to look at.</summary>
    private bool TakeUp(PartitionState state, FetchResponse.PartitionData answer, FrameLease lease)
    {
        state.HighWatermark = answer.HighWatermark;
        if (answer.Records is not { Length: > 0 } records)
        {
            return false;
        }

        long nextOffset = -1;
        try
        {
            foreach (ReadOnlyMemory<byte> batch in new RecordBatchEnumerator(records))
            {
                nextOffset = RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header) ? header.NextOffset : nextOffset;
            }
        }
        catch (ProtocolException e)
        {
            Interlocked.CompareExchange(ref _failure, CorruptBatch(state, e), null);
            return true;
        }

        if (nextOffset < 0)
        {
            return false; // Not one whole batch: brokers since KIP-74 never do that.
        }

        lease.AddUser();
        subscriptions.Enqueue(new FetchedChunk(state, lease, records, nextOffset) { AbortedTransactions = answer.AbortedTransactions ?? [] });
        state.FetchOffset = nextOffset;
        return true;
    }

    private bool OnError(in WantedPartition asked, ErrorCode error, bool wasFollower)
    {
        PartitionState state = asked.State;
        switch (error)
        {
            case ErrorCode.OffsetOutOfRange when wasFollower:
                return false; // It may only be behind: the leader knows.
            case ErrorCode.OffsetOutOfRange:
                return OnOutOfRange(asked);
            case ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId or ErrorCode.InconsistentTopicId or ErrorCode.NotLeaderOrFollower
                or ErrorCode.LeaderNotAvailable or ErrorCode.ReplicaNotAvailable or ErrorCode.KafkaStorageError or ErrorCode.FencedLeaderEpoch
                or ErrorCode.UnknownLeaderEpoch or ErrorCode.OffsetNotAvailable or ErrorCode.ListenerNotFound:
                state.RetryAt = cluster.Time.TimestampIn(cluster.RetryBackoff.First);
                cluster.Metadata.RequestUpdate();
                return false;
            default:
                Interlocked.CompareExchange(ref _failure, Errors.ToException(error, $"Fetching {state.TopicPartition} at offset {asked.FetchOffset}"), null);
                return true;
        }
    }

    private bool OnOutOfRange(in WantedPartition asked)
    {
        PartitionState state = asked.State;
        if (state.Chunks.Count > 0)
        {
            return false; // What is buffered comes first; the next fetch will tell again.
        }

        Log.OffsetOutOfRange(cluster.Logger, asked.FetchOffset, state.TopicPartition.Topic, state.TopicPartition.Partition);
        if (Options.AutoOffsetReset == AutoOffsetReset.None)
        {
            state.RetryAt = cluster.Time.TimestampIn(cluster.RetryBackoff.First);
            Interlocked.CompareExchange(
                ref _failure, Errors.ToException(ErrorCode.OffsetOutOfRange, $"Fetching {state.TopicPartition} at offset {asked.FetchOffset}"), null);
        }
        else
        {
            state.ResetTo(ResetPolicy.TimestampOf(Options, cluster.Time));
        }

        return true;
    }

    private static KafkaException CorruptBatch(PartitionState state, ProtocolException cause) => new(
        ErrorCode.CorruptMessage,
        $"What was fetched of {state.TopicPartition} at offset {state.FetchOffset} cannot be read: {cause.Message} Seek past it to go on.",
        cause);
}
