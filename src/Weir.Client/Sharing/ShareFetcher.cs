using System.Collections.Concurrent;
using Weir.Client.Diagnostics;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Sharing;

/// <summary>Decides from whom records are acquired and when, and takes up what comes. Only while the program waits are there fetches: what lies in a buffer loses its lock.</summary>
/// <remarks>
/// Thread model: any thread; the assignment is replaced as a whole; the chunks, and changes of what is wanted, are guarded by the lock, which comes before
/// that of a <see cref="CommitQueue"/>. <paramref name="onProgress"/> wakes the consuming flow.
/// </remarks>
internal sealed class ShareFetcher(ClusterClient cluster, ShareConsumerOptions options, ShareLedger ledger, Func<string> memberId, Action onProgress) : IAsyncDisposable
{
    // More than any broker lets be acquired at once (group.share.partition.max.record.locks is 10000 at most, plus one batch).
    private const long MostAcquired = 1_000_000;
    private const int Nobody = int.MinValue;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<int, BrokerShareFetcher> _brokers = new();
    private readonly Queue<ShareChunk> _chunks = [];
    private readonly KeyValuePair<string, object?> _clientTag = new("messaging.client.id", options.ClientId);
    private Dictionary<TopicIdPartition, TopicPartition> _assigned = [];
    private KafkaException? _failure;
    private volatile bool _isWanted;
    private int _turn = Nobody;
    private long _lockTimeoutMs;

    public ShareConsumerOptions Options => options;

    public ShareLedger Ledger => ledger;

    /// <summary>The id of the member; empty while it is none.</summary>
    public string MemberId => memberId();

    /// <summary>The program waits for records.</summary>
    public bool IsWanted => _isWanted;

    public IReadOnlyCollection<TopicPartition> Assigned => Volatile.Read(ref _assigned).Values;

    /// <summary>How long locks last, as a broker last said; null before.</summary>
    public TimeSpan? LockTimeout => Volatile.Read(ref _lockTimeoutMs) is var milliseconds and > 0 ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>Errors that go by themselves, some when metadata or the membership are up to date again.</summary>
    public static bool MayPass(ErrorCode error) => Errors.MayPass(error) || error is
        ErrorCode.GroupIdNotFound or ErrorCode.UnknownMemberId or ErrorCode.FencedStateEpoch or ErrorCode.ShareSessionLimitReached
        or ErrorCode.ShareSessionNotFound or ErrorCode.InvalidShareSessionEpoch or ErrorCode.UnknownServerError;

    public void Assign(Dictionary<TopicIdPartition, TopicPartition> partitions) => Volatile.Write(ref _assigned, partitions);

    /// <summary>The program waits: whoever has records is asked, unless some lie ready.</summary>
    /// <returns>False when some lie ready.</returns>
    public bool Want()
    {
        lock (_lock)
        {
            if (_chunks.Count > 0)
            {
                return false;
            }

            _isWanted = true;
        }

        Poke();
        return true;
    }

    /// <summary>The program waits no longer: nothing more is asked for, nor told with a fetch.</summary>
    public void Unwant()
    {
        lock (_lock)
        {
            _isWanted = false;
        }
    }

    /// <summary>Takes out what a broker is to be told while the program waits.</summary>
    /// <param name="commits">Of the broker.</param>
    /// <param name="news">Null when that is nothing.</param>
    /// <returns>False when the program waits no longer: what it acknowledges then goes with a commit, or when it waits again.</returns>
    public bool TryTakeNews(CommitQueue commits, out OutgoingAcknowledgements? news)
    {
        lock (_lock)
        {
            news = _isWanted ? commits.TakeNews() : null;
            return _isWanted;
        }
    }

    /// <summary>The partitions that a broker leads, of those that are assigned.</summary>
    public HashSet<TopicIdPartition> WantedFrom(int brokerId)
    {
        ClusterSnapshot snapshot = cluster.Snapshot;
        HashSet<TopicIdPartition> wanted = [];
        foreach ((TopicIdPartition id, TopicPartition partition) in Volatile.Read(ref _assigned))
        {
            if (snapshot.Topic(id.TopicId)?.Partition(partition.Partition)?.LeaderId == brokerId)
            {
                wanted.Add(id);
            }
        }

        return wanted;
    }

    /// <summary>Whether a broker may be asked for records now. With a limit it is its turn then, and nobody else's, until <see cref="EndTurn"/>.</summary>
    public bool MayFetch(BrokerShareFetcher broker, int brokerId)
    {
        if (!_isWanted || !broker.HasRested())
        {
            return false;
        }

        if (ledger.IsFull(cluster.Time.GetTimestamp(), out long changesAt))
        {
            broker.PokeAt(changesAt);
            return false;
        }

        return options.AcquireMode != ShareAcquireMode.RecordLimit || Interlocked.CompareExchange(ref _turn, brokerId, Nobody) is var turn && (turn == Nobody || turn == brokerId);
    }

    /// <summary>A request of a broker is over: the others come first.</summary>
    public void EndTurn(int brokerId)
    {
        if (Interlocked.CompareExchange(ref _turn, Nobody, brokerId) == brokerId)
        {
            foreach (int other in _brokers.Keys.OrderBy(id => id <= brokerId).ThenBy(static id => id).Where(id => id != brokerId))
            {
                _brokers[other].Poke();
            }
        }
    }

    /// <summary>Sends what there is to tell to every broker.</summary>
    /// <returns>All that is on its way now.</returns>
    public List<OutgoingAcknowledgements> Commit() => [.. _brokers.Values.SelectMany(static broker => broker.Commit())];

    /// <summary>Ends all sessions. What is still acquired is released.</summary>
    public async Task CloseSessionsAsync(CancellationToken cancellationToken)
    {
        Unwant();
        await Task.WhenAll(_brokers.Values.Select(static broker => broker.CloseSessionAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops the assignment and what is buffered; the brokers know, or will notice.</summary>
    public void Forget(KafkaException reason)
    {
        Assign([]);
        foreach (BrokerShareFetcher broker in _brokers.Values)
        {
            ledger.Lose(broker, reason);
        }

        while (TakeChunk() is { } chunk)
        {
            chunk.Release();
        }
    }

    public ShareChunk? TakeChunk()
    {
        lock (_lock)
        {
            return _chunks.TryDequeue(out ShareChunk? chunk) ? chunk : null;
        }
    }

    /// <summary>A failure that fetching cannot get over; given out once.</summary>
    public KafkaException? TakeFailure() => Interlocked.Exchange(ref _failure, null);

    public void Fail(KafkaException failure)
    {
        Unwant();
        Interlocked.CompareExchange(ref _failure, failure, null);
        onProgress();
    }

    /// <summary>Takes up an answer to a fetch.</summary>
    /// <param name="source">Who was asked.</param>
    /// <param name="response">The answer, without error.</param>
    /// <param name="acknowledgements">What the fetch has told.</param>
    /// <param name="sentAt">When it was sent: locks begin no earlier.</param>
    /// <param name="lease">The answer's memory.</param>
    /// <returns>Whether a partition was refused, and a pause is due.</returns>
    public bool TakeUp(BrokerShareFetcher source, ShareFetchResponse response, OutgoingAcknowledgements? acknowledgements, long sentAt, FrameLease lease)
    {
        ClientDiagnostics.FetchedBytes.Add(lease.Bytes.Length, _clientTag);
        long lockedUntil = LockedUntil(response.AcquisitionLockTimeoutMs, sentAt);
        Dictionary<TopicIdPartition, TopicPartition> assigned = Volatile.Read(ref _assigned);
        bool isRefused = false;
        bool isProgress = false;
        foreach (ShareFetchResponse.ShareFetchableTopicResponse topic in response.Responses)
        {
            foreach (ShareFetchResponse.PartitionData data in topic.Partitions)
            {
                var id = new TopicIdPartition(topic.TopicId, data.PartitionIndex);
                acknowledgements?.Complete(id, (ErrorCode)data.AcknowledgeErrorCode, data.AcknowledgeErrorMessage, lockedUntil);
                if (!assigned.TryGetValue(id, out TopicPartition partition))
                {
                    continue; // Taken away meanwhile: the lock, or the end of the session, frees what came.
                }

                if (data.ErrorCode != ErrorCode.None)
                {
                    isRefused = true;
                    OnRefused(partition, data.ErrorCode, data.ErrorMessage);
                }
                else if (data.AcquiredRecords.Count > 0)
                {
                    isProgress = true;
                    Enqueue(source, partition, data, topic.TopicId, lockedUntil, lease);
                }
            }
        }

        if (isProgress)
        {
            onProgress();
        }

        return isRefused;
    }

    /// <summary>Takes up an answer to acknowledgements.</summary>
    public void TakeUp(ShareAcknowledgeResponse response, OutgoingAcknowledgements? acknowledgements, long sentAt)
    {
        long lockedUntil = LockedUntil(response.AcquisitionLockTimeoutMs, sentAt);
        foreach (ShareAcknowledgeResponse.ShareAcknowledgeTopicResponse topic in response.Responses)
        {
            foreach (ShareAcknowledgeResponse.PartitionData data in topic.Partitions)
            {
                acknowledgements?.Complete(new TopicIdPartition(topic.TopicId, data.PartitionIndex), data.ErrorCode, data.ErrorMessage, lockedUntil);
                if (Errors.NeedsMetadata(data.ErrorCode))
                {
                    cluster.Metadata.RequestUpdate();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BrokerShareFetcher broker in _brokers.Values)
        {
            await broker.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Poke()
    {
        ClusterSnapshot snapshot = cluster.Snapshot;
        foreach (TopicPartition partition in Assigned)
        {
            if (snapshot.Partition(partition) is { LeaderId: >= 0 } known)
            {
                _brokers.GetOrAdd(known.LeaderId, static (id, self) => new BrokerShareFetcher(id, self.Fetcher, self.Cluster), (Fetcher: this, Cluster: cluster));
            }
        }

        foreach (BrokerShareFetcher broker in _brokers.Values)
        {
            broker.Poke();
        }
    }

    private long LockedUntil(int lockTimeoutMs, long sentAt)
    {
        if (lockTimeoutMs > 0)
        {
            Volatile.Write(ref _lockTimeoutMs, lockTimeoutMs);
        }

        return LockTimeout is { } timeout ? sentAt + cluster.Time.Ticks(timeout) : long.MaxValue;
    }

    private void Enqueue(BrokerShareFetcher source, TopicPartition partition, ShareFetchResponse.PartitionData data, Guid topicId, long lockedUntil, FrameLease lease)
    {
        if (!AreSound(data.AcquiredRecords))
        {
            Fail(new KafkaException(ErrorCode.CorruptMessage, $"The broker's account of what was acquired of {partition} makes no sense. Enumerate again to go on."));
            return;
        }

        lease.AddUser();
        var chunk = new ShareChunk(ledger.Hold(partition, topicId, source), lease, data.Records, data.AcquiredRecords, lockedUntil);
        lock (_lock)
        {
            _chunks.Enqueue(chunk);
            _isWanted = false;
        }
    }

    private static bool AreSound(List<ShareFetchResponse.AcquiredRecords> acquired)
    {
        long next = 0;
        long left = MostAcquired;
        foreach (ShareFetchResponse.AcquiredRecords range in acquired)
        {
            if (range.FirstOffset < next || range.LastOffset < range.FirstOffset || range.LastOffset - range.FirstOffset >= left)
            {
                return false;
            }

            left -= range.LastOffset - range.FirstOffset + 1;
            next = range.LastOffset + 1;
        }

        return true;
    }

    private void OnRefused(TopicPartition partition, ErrorCode error, string? message)
    {
        Log.ShareFetchRefused(cluster.Logger, partition.Topic, partition.Partition, error.ToString());
        if (!MayPass(error))
        {
            Fail(Errors.ToException(error, $"Acquiring records of {partition}", message));
        }
        else if (Errors.NeedsMetadata(error))
        {
            cluster.Metadata.RequestUpdate();
        }
    }
}
