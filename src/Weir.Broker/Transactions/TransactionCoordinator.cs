using System.Collections.Concurrent;
using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>All transactional ids of the broker: finds or makes the one an event belongs to and lets it run there.</summary>
/// <remarks>
/// Thread model: any thread may call. The dictionary is concurrent; each id has its own lock (<see cref="TransactionCell"/>), and no two
/// are ever held at once. An id that has expired is replaced, never revived.
/// </remarks>
internal sealed class TransactionCoordinator : IDisposable
{
    private readonly ConcurrentDictionary<string, TransactionCell> _cells = new(StringComparer.Ordinal);
    private readonly TransactionOptions _options;
    private readonly GroupClock _clock;
    private readonly ITransactionLog _log;
    private readonly IMarkerWriter _markers;
    private readonly Func<long> _takeProducerId;
    private readonly ITimer _timeouts;
    private readonly ITimer _expirations;

    /// <param name="options">Limits and timings.</param>
    /// <param name="time">The clock everything goes by.</param>
    /// <param name="log">Where states are kept.</param>
    /// <param name="markers">Writes the markers.</param>
    /// <param name="takeProducerId">An id nobody has used; -1 when none can be had.</param>
    public TransactionCoordinator(TransactionOptions options, TimeProvider time, ITransactionLog log, IMarkerWriter markers, Func<long> takeProducerId)
    {
        _options = options;
        _clock = new GroupClock(time);
        _log = log;
        _markers = markers;
        _takeProducerId = takeProducerId;
        _timeouts = Every(time, options.TimeoutScanMs, static machine => machine.OnTime());
        _expirations = Every(time, options.ExpirationScanMs, machine => machine.Expire(options.ExpirationMs));
    }

    /// <summary>Gives the producer an id and an epoch that fences everyone before it; durable when the task ends.</summary>
    public Task<ProducerIdentity> InitAsync(string transactionalId, ProducerInit init)
    {
        if (init.TimeoutMs <= 0 || init.TimeoutMs > _options.MaxTimeoutMs)
        {
            return Task.FromResult(ProducerIdentity.Failed(ErrorCode.InvalidTransactionTimeout));
        }

        var reply = new TaskReply<ProducerIdentity>();
        while (true)
        {
            TransactionCell cell = CellOf(transactionalId);
            if (cell.TryRun(machine => machine.Init(init, _takeProducerId, reply)))
            {
                return reply.Task;
            }

            _cells.TryRemove(KeyValuePair.Create(transactionalId, cell));
        }
    }

    /// <summary>Adds partitions to the transaction, which begins with the first ones; waits while the one before is being completed.</summary>
    public Task<ErrorCode> AddPartitionsAsync(string transactionalId, long producerId, short epoch, IReadOnlyCollection<TopicPartition> partitions)
    {
        var reply = new TaskReply<ErrorCode>();
        return TryRun(transactionalId, machine => machine.AddPartitions(producerId, epoch, partitions, reply))
            ? reply.Task
            : Task.FromResult(ErrorCode.InvalidProducerIdMapping);
    }

    public ErrorCode Verify(string transactionalId, long producerId, short epoch, TopicPartition partition)
    {
        ErrorCode error = ErrorCode.InvalidProducerIdMapping;
        TryRun(transactionalId, machine => error = machine.Verify(producerId, epoch, partition));
        return error;
    }

    /// <summary>
    /// Lets <paramref name="append"/> write to a partition of an open transaction. The transaction cannot end meanwhile, and nothing of an
    /// earlier one, of a fenced producer or of a partition that was not added gets through (KIP-890, part 1).
    /// </summary>
    /// <param name="transactionalId">The producer's transactional id.</param>
    /// <param name="producerId">Its producer id.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="partition">Where it writes.</param>
    /// <param name="addsImplicitly">Transactions V2: writing adds the partition.</param>
    /// <param name="append">Must not wait, and must not send replies.</param>
    public ErrorCode Write(string transactionalId, long producerId, short epoch, TopicPartition partition, bool addsImplicitly, Action append)
    {
        ErrorCode error = ErrorCode.InvalidProducerIdMapping;
        TryRun(transactionalId, machine =>
        {
            error = addsImplicitly ? machine.AddPartitions(producerId, epoch, [partition]) : machine.Verify(producerId, epoch, partition);
            if (error == ErrorCode.None)
            {
                append();
            }
        });
        return error;
    }

    /// <summary>Commits or aborts; all markers are durable when the task ends.</summary>
    public Task<ProducerIdentity> EndAsync(string transactionalId, TransactionEnd end)
    {
        var reply = new TaskReply<ProducerIdentity>();
        return TryRun(transactionalId, machine => machine.End(end, _takeProducerId, reply))
            ? reply.Task
            : Task.FromResult(ProducerIdentity.Failed(ErrorCode.InvalidProducerIdMapping));
    }

    /// <summary>The state of an id; null when it is not known.</summary>
    public TransactionMetadata? Describe(string transactionalId)
    {
        TransactionMetadata? found = null;
        TryRun(transactionalId, machine => found = machine.Current);
        return found;
    }

    /// <summary>The states of all ids, in no particular order.</summary>
    public List<TransactionMetadata> List()
    {
        var all = new List<TransactionMetadata>();
        foreach (string id in _cells.Keys)
        {
            if (Describe(id) is { } metadata)
            {
                all.Add(metadata);
            }
        }

        return all;
    }

    /// <summary>Takes over a state read from the log, before the first request; a transaction that was decided is ended when the task is.</summary>
    public Task RestoreAsync(TransactionMetadata metadata)
    {
        var settled = new TaskReply<ProducerIdentity>();
        CellOf(metadata.TransactionalId).TryRun(machine => machine.Restore(metadata, settled));
        return settled.Task;
    }

    /// <summary>See <see cref="TransactionMachine.Adopt"/>.</summary>
    public bool Adopt(string transactionalId, TopicPartition partition, long producerId, short epoch)
    {
        bool isAdopted = false;
        TryRun(transactionalId, machine => isAdopted = machine.Adopt(partition, producerId, epoch));
        return isAdopted;
    }

    public void Dispose()
    {
        _timeouts.Dispose();
        _expirations.Dispose();
    }

    private ITimer Every(TimeProvider time, long intervalMs, Action<TransactionMachine> handle)
    {
        var interval = TimeSpan.FromMilliseconds(intervalMs);
        return time.CreateTimer(
            _ =>
            {
                foreach (string id in _cells.Keys)
                {
                    TryRun(id, handle);
                }
            },
            null,
            interval,
            interval);
    }

    private TransactionCell CellOf(string transactionalId) =>
        _cells.GetOrAdd(transactionalId, static (id, self) => new TransactionCell(id, self._clock, self._log, self._markers), this);

    /// <summary>Runs an event for the id, if there is one.</summary>
    private bool TryRun(string transactionalId, Action<TransactionMachine> handle)
    {
        if (!_cells.TryGetValue(transactionalId, out TransactionCell? cell))
        {
            return false;
        }

        if (cell.TryRun(handle))
        {
            return true;
        }

        _cells.TryRemove(KeyValuePair.Create(transactionalId, cell));
        return false;
    }
}
