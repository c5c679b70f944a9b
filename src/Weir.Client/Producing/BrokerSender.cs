using System.Collections.Concurrent;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Producing;

/// <summary>Sends the batches of all partitions that one broker leads.</summary>
/// <remarks>
/// Thread model: any thread may poke or add. Fields below "drain only" belong to the <see cref="SerialDrain"/>, which never blocks and
/// calls no user code.
/// </remarks>
internal sealed class BrokerSender : IAsyncDisposable
{
    private readonly int _brokerId;
    private readonly ClusterClient _cluster;
    private readonly ProducerOptions _options;
    private readonly RecordAccumulator _accumulator;
    private readonly BrokerLink _link;
    private readonly ITimer _timer;
    private readonly ConcurrentQueue<PartitionQueue> _inbox = new();
    private readonly SerialDrain _drain;
    private int _inFlight;
    private volatile bool _disposed;

    // Drain only.
    private readonly List<PartitionQueue> _active = [];
    private readonly List<ProducerBatch> _taken = [];
    private int _next;

    public BrokerSender(int brokerId, ClusterClient cluster, ProducerOptions options, RecordAccumulator accumulator)
    {
        _brokerId = brokerId;
        _cluster = cluster;
        _options = options;
        _accumulator = accumulator;
        _link = new BrokerLink(brokerId, cluster, _ => Poke(onThisThread: false));
        _drain = new SerialDrain(Drain);
        _timer = cluster.Time.CreateTimer(
            static state => ((BrokerSender)state!).Poke(onThisThread: true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public RecordAccumulator Accumulator => _accumulator;

    public ProducerOptions Options => _options;

    public ClusterClient Cluster => _cluster;

    /// <summary>Puts an active queue on this sender's list. Poke afterwards.</summary>
    public void Add(PartitionQueue queue) => _inbox.Enqueue(queue);

    /// <summary>Something may be sendable.</summary>
    public void Poke(bool onThisThread) => _drain.Poke(onThisThread);

    /// <summary>A request has come to its end, one way or the other.</summary>
    public void OnCallEnded()
    {
        Interlocked.Decrement(ref _inFlight);
        Poke(onThisThread: true);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private void Drain()
    {
        while (_inbox.TryDequeue(out PartitionQueue? queue))
        {
            _active.Add(queue);
        }

        DropMoved();
        if (_active.Count == 0 || _disposed || !TryPrepare(out BrokerConnection? connection, out short version, out ProducerIdentity identity))
        {
            return;
        }

        long wakeAt = long.MaxValue;
        while (Volatile.Read(ref _inFlight) < _options.MaxInFlightRequestsPerConnection)
        {
            ProduceCall? call = Collect(connection!, version, identity, out wakeAt);
            if (call is null)
            {
                break;
            }

            Interlocked.Increment(ref _inFlight);
            call.Send(connection!);
        }

        DropEmpty();
        if (wakeAt != long.MaxValue)
        {
            _timer.Change(_cluster.Time.Until(wakeAt), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Hands queues whose leader has changed to that leader's sender.</summary>
    private void DropMoved()
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            PartitionQueue queue = _active[i];
            if (queue.LeaderId != _brokerId)
            {
                _active.RemoveAt(i);
                _accumulator.Route(queue);
            }
        }
    }

    /// <summary>Takes queues with nothing to send off the list. One that gets a record at this very moment is put back.</summary>
    private void DropEmpty()
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            PartitionQueue queue = _active[i];
            if (queue.HasWork)
            {
                continue;
            }

            queue.Deactivate();
            if (!queue.HasWork || !queue.TryActivate())
            {
                _active.RemoveAt(i);
            }
        }
    }

    private bool TryPrepare(out BrokerConnection? connection, out short version, out ProducerIdentity identity)
    {
        identity = ProducerIdentity.None;
        version = 0;
        connection = _link.Connection;
        if (connection is null)
        {
            return false;
        }

        KafkaException? refusal = null;
        try
        {
            version = connection.Versions.Negotiate<ProduceRequest>(_accumulator.Transactions is { Status.IsV2: false } ? ProduceVersions.HighestTransactionsV1 : short.MaxValue);
        }
        catch (KafkaException e)
        {
            refusal = e;
        }

        if (refusal is null && _accumulator.Identities is { } identities)
        {
            identity = identities.Take(out refusal);
        }

        if (refusal is not null)
        {
            _active.ForEach(queue => _accumulator.FailAll(queue, refusal));
            return false;
        }

        return identity.IsValid || _accumulator.Identities is null;
    }

    /// <summary>Fills one request with what may be sent now, starting at another partition each time.</summary>
    /// <param name="wakeAt">When a batch that is not ready yet will be.</param>
    private ProduceCall? Collect(BrokerConnection connection, short version, ProducerIdentity identity, out long wakeAt)
    {
        wakeAt = long.MaxValue;
        bool isIdle = Volatile.Read(ref _inFlight) == 0;
        int size = 0;
        _taken.Clear();
        _next = (_next + 1) % Math.Max(_active.Count, 1);
        for (int i = 0; i < _active.Count && size < _options.MaxRequestSize; i++)
        {
            PartitionQueue queue = _active[(_next + i) % _active.Count];
            if (queue.TryTake(connection, identity, isIdle, out long dueAt) is not { } batch)
            {
                wakeAt = Math.Min(wakeAt, dueAt);
            }
            else if (TryEncode(batch))
            {
                _taken.Add(batch);
                size += batch.Encoded.Length;
            }
        }

        if (_taken.Count == 0)
        {
            return null;
        }

        ClusterSnapshot snapshot = _cluster.Snapshot;
        bool hasTopicIds = _taken.TrueForAll(batch => snapshot.Topic(batch.Queue.Topic) is { } topic && topic.TopicId != Guid.Empty);
        return new ProduceCall(this, _taken, snapshot, hasTopicIds ? version : Math.Min(version, (short)(ProduceVersions.FirstById - 1)));
    }

    /// <returns>False when the batch cannot be encoded, and has failed.</returns>
    private bool TryEncode(ProducerBatch batch)
    {
        try
        {
            batch.Encode();
            return true;
        }
        catch (Exception e)
        {
            _accumulator.Finish(batch, -1, -1, new KafkaException(
                ErrorCode.UnsupportedCompressionType, $"A batch for {batch.Queue.Topic}-{batch.Queue.Partition} could not be encoded: {e.Message}", e));
            return false;
        }
    }
}
