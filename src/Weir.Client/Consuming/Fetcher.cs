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
    private readonly KeyValuePair<string, object?> _clientTag = new("messaging.client.id", options.ClientId);
    private KafkaException? _failure;

    public ConsumerOptions Options { get; } = options;

    /// <summary>Lets every broker's fetcher see what there is to do now.</summary>
    public void Poke()
    {
        List<int> leaders = [];
        lock (subscriptions.Lock)
        {
            foreach (PartitionState state in subscriptions.States)
            {
                int leader = cluster.Snapshot.Partition(state.TopicPartition)?.LeaderId ?? -1;
                if (leader >= 0 && !leaders.Contains(leader))
                {
                    leaders.Add(leader);
                }
            }
        }

        foreach (int leader in leaders)
        {
            _brokers.GetOrAdd(leader, static (id, self) => new BrokerFetcher(id, self.Fetcher, self.Cluster), (Fetcher: this, Cluster: cluster)).Poke();
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
        bool hasTopicIds = true;
        bool isHoldingBack = false;
        long retryAt = long.MaxValue;
        ClusterSnapshot snapshot = cluster.Snapshot;
        long now = cluster.Time.GetTimestamp();
        lock (subscriptions.Lock)
        {
            bool isFull = subscriptions.BufferedBytes >= Math.Max(SmallestBuffer, Options.FetchMaxBytes);
            foreach (PartitionState state in subscriptions.States)
            {
                if (!state.IsFetchable
                    || snapshot.Topic(state.TopicPartition.Topic) is not { } topic
                    || snapshot.Partition(state.TopicPartition) is not { } partition
                    || partition.LeaderId != brokerId)
                {
                    continue;
                }

                if (state.RetryAt > now)
                {
                    retryAt = Math.Min(retryAt, state.RetryAt);
                }
                else if (isFull || state.BufferedBytes >= Options.MaxPartitionFetchBytes)
                {
                    isHoldingBack = true;
                }
                else
                {
                    hasTopicIds &= topic.TopicId != Guid.Empty;
                    wanted.Add(new WantedPartition(
                        state, topic.TopicId, state.FetchOffset, state.FetchVersion, partition.LeaderEpoch, Options.MaxPartitionFetchBytes));
                }
            }

            if (isFull)
            {
                wanted.Clear();
            }
        }

        return new FetchPlan(hasTopicIds, isHoldingBack, retryAt);
    }

    /// <summary>Takes up an answer to what was wanted.</summary>
    public void TakeUp(FetchResponse response, List<WantedPartition> wanted, FrameLease lease)
    {
        ClientDiagnostics.FetchedBytes.Add(lease.Bytes.Length, _clientTag);
        bool isProgress = false;
        lock (subscriptions.Lock)
        {
            foreach (FetchResponse.FetchableTopicResponse topic in response.Responses)
            {
                foreach (FetchResponse.PartitionData partition in topic.Partitions)
                {
                    isProgress |= TakeUp(topic, partition, wanted, lease);
                }
            }
        }

        if (isProgress)
        {
            onProgress();
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

    /// <summary>The lock must be held. True when the consuming flow has something to look at.</summary>
    private bool TakeUp(FetchResponse.FetchableTopicResponse topic, FetchResponse.PartitionData answer, List<WantedPartition> wanted, FrameLease lease)
    {
        int index = wanted.FindIndex(w =>
            w.TopicPartition.Partition == answer.PartitionIndex
            && (topic.TopicId != Guid.Empty ? w.TopicId == topic.TopicId : w.TopicPartition.Topic == topic.Topic));
        if (index < 0)
        {
            return false;
        }

        WantedPartition asked = wanted[index];
        PartitionState state = asked.State;
        if (state.FetchVersion != asked.FetchVersion || !ReferenceEquals(subscriptions.Find(state.TopicPartition), state))
        {
            return false;
        }

        if (answer.ErrorCode != ErrorCode.None)
        {
            return OnError(asked, answer.ErrorCode);
        }

        state.HighWatermark = answer.HighWatermark;
        return answer.Records is { Length: > 0 } records && TakeUpRecords(state, records, answer, lease);
    }

    private bool TakeUpRecords(PartitionState state, ReadOnlyMemory<byte> records, FetchResponse.PartitionData answer, FrameLease lease)
    {
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

    private bool OnError(in WantedPartition asked, ErrorCode error)
    {
        PartitionState state = asked.State;
        switch (error)
        {
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
        if (state.FetchOffset != asked.FetchOffset || state.Chunks.Count > 0)
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
            state.ResetTo(ResetPolicy.TimestampOf(Options.AutoOffsetReset));
        }

        return true;
    }

    private static KafkaException CorruptBatch(PartitionState state, ProtocolException cause) => new(
        ErrorCode.CorruptMessage,
        $"What was fetched of {state.TopicPartition} at offset {state.FetchOffset} cannot be read: {cause.Message} Seek past it to go on.",
        cause);
}
