using Weir.Client.Producing.Transactions;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Client.Producing;

/// <summary>
/// The batches of one partition: the open one, those waiting to be sent, those on their way. Keeps their order through every retry:
/// a batch that failed is sent again alone and before anything newer, and nothing new goes to another connection while something
/// is on its way on the old one.
/// </summary>
/// <remarks>
/// Thread model: every member takes the queue's lock unless it says otherwise. Lock order: queue, then buffer memory and flush tracker.
/// Only the sender of the partition's leader takes batches.
/// </remarks>
internal sealed class PartitionQueue(AccumulatorContext context, string topic, int partition)
{
    // One batch that compresses badly must not make all later ones tiny.
    private const int SmallestLearnedBatchSize = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly BatchLine _waiting = new();
    private readonly List<ProducerBatch> _unresolved = [];
    private readonly SequenceNumbers _sequences = new();
    private int _batchSize = context.BatchSize;
    private ProducerBatch? _open;
    private object? _sentOn;
    private long _notBefore;
    private long _lastSendOrder;
    private long _enlistedIn;
    private long _addedIn;
    private int _inFlight;
    private int _length;
    private int _isActive;

    public string Topic { get; } = topic;

    public int Partition { get; } = partition;

    /// <summary>The broker to send to; -1 when unknown. Set by the accumulator, read by anyone.</summary>
    public volatile int LeaderId = -1;

    /// <summary>Number of the last transaction that a batch was opened in.</summary>
    public long EnlistedIn
    {
        get => Volatile.Read(ref _enlistedIn);
        set => Volatile.Write(ref _enlistedIn, value);
    }

    /// <summary>Number of the last transaction that the partition has become part of.</summary>
    public long AddedIn
    {
        get => Volatile.Read(ref _addedIn);
        set => Volatile.Write(ref _addedIn, value);
    }

    /// <summary>Batches not yet sent; read without the lock.</summary>
    public int Length => Volatile.Read(ref _length);

    /// <summary>Marks the queue as being on some sender's list.</summary>
    /// <returns>False when it is on one already.</returns>
    public bool TryActivate() => Volatile.Read(ref _isActive) == 0 && Interlocked.Exchange(ref _isActive, 1) == 0;

    public void Deactivate() => Volatile.Write(ref _isActive, 0);

    /// <summary>Something waits to be sent.</summary>
    public bool HasWork
    {
        get
        {
            lock (_lock)
            {
                return _open is not null || _waiting.Count > 0;
            }
        }
    }

    public AppendStatus TryAppend(in AppendRequest record, out bool batchIsFull)
    {
        lock (_lock)
        {
            AppendStatus status = AppendStatus.Appended;
            if (_open is { } open && !open.Builder.HasRoomFor(record.Size, _batchSize))
            {
                Seal();
                status = AppendStatus.Filled;
            }

            batchIsFull = false;
            if (_open is null)
            {
                if (!TryOpen(in record))
                {
                    return AppendStatus.NoMemory;
                }

                status = status == AppendStatus.Filled ? status : AppendStatus.Opened;
            }
            else if (!BatchMemory.TryGrow(_open, record.Size, context))
            {
                Seal();
                return AppendStatus.NoMemory;
            }
            else if (record.Granted > 0)
            {
                context.Memory.Release(record.Granted);
            }

            _open!.Append(record.TimestampMs, record.Key, record.Value, record.Headers, record.Target);
            batchIsFull = _open.Builder.UncompressedSize >= _batchSize;
            if (batchIsFull)
            {
                Seal();
                status = AppendStatus.Filled;
            }

            return status;
        }
    }

    /// <summary>Takes the next batch, if it may be sent on this connection now.</summary>
    /// <param name="connection">Where it would go.</param>
    /// <param name="identity">The producer's id; none without idempotence.</param>
    /// <param name="isIdle">Nothing is on its way to the broker.</param>
    /// <param name="dueAt">When there may be one; <see cref="long.MaxValue"/> when something else has to happen first.</param>
    public ProducerBatch? TryTake(object connection, ProducerIdentity identity, bool isIdle, out long dueAt)
    {
        lock (_lock)
        {
            dueAt = long.MaxValue;
            if ((_inFlight > 0 && !ReferenceEquals(_sentOn, connection)) || !MaySendInTransaction(identity))
            {
                return null;
            }

            if (_notBefore > context.Time.GetTimestamp())
            {
                dueAt = _notBefore;
                return null;
            }

            if (_inFlight == 0 && !_sequences.TryRenew(identity, _unresolved))
            {
                context.ProducerIdUsedUp(identity);
                return null;
            }

            ProducerBatch? batch = _waiting.First ?? _open;
            bool mayGo = batch is { SendOrder: > 0 } ? _inFlight == 0 : batch is not null && MaySendNew(batch, isIdle, out dueAt);
            return mayGo ? Take(batch!, connection, identity) : null;
        }
    }

    /// <summary>The broker has answered for the batch, or it was given up: it leaves the order.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="isStored">The broker has it.</param>
    public void Resolve(ProducerBatch batch, bool isStored)
    {
        lock (_lock)
        {
            Land(batch);
            _unresolved.Remove(batch);
            if (isStored)
            {
                _sequences.Establish();
            }
        }
    }

    /// <summary>Puts a batch back in its place in the order, to be sent again after a pause.</summary>
    /// <returns>False when it has been given up meanwhile and was resolved instead.</returns>
    public bool TryRequeue(ProducerBatch batch, TimeSpan pause)
    {
        lock (_lock)
        {
            Land(batch);
            if (batch.IsDone)
            {
                _unresolved.Remove(batch);
                return false;
            }

            _waiting.Insert(batch);
            _length++;
            _notBefore = Math.Max(_notBefore, context.Time.TimestampIn(pause));
            return true;
        }
    }

    /// <summary>Puts the halves of a batch that the broker finds too large in its place; new batches are made no larger than that from now on.</summary>
    /// <returns>False when the batch has been given up meanwhile and was resolved instead.</returns>
    public bool TryReplace(ProducerBatch batch, ProducerBatch first, ProducerBatch second)
    {
        lock (_lock)
        {
            Land(batch);
            int place = _unresolved.IndexOf(batch);
            _unresolved.RemoveAt(place);
            if (batch.IsDone)
            {
                return false;
            }

            context.Flushes.Add(batch.Generation);
            _unresolved.InsertRange(place, [first, second]);
            _waiting.Insert(second);
            _waiting.Insert(first);
            _length += 2;
            _batchSize = Math.Clamp(batch.Builder.UncompressedSize / 2, Math.Min(_batchSize, SmallestLearnedBatchSize), _batchSize);
            return true;
        }
    }

    /// <summary>Whether no earlier batch is still without an outcome: the broker's complaint about a sequence gap is then final.</summary>
    public bool IsFirstUnresolved(ProducerBatch batch)
    {
        lock (_lock)
        {
            return _unresolved.Count > 0 && ReferenceEquals(_unresolved[0], batch);
        }
    }

    /// <summary>The broker's sequence state and ours differ: number everything unresolved anew, in a new epoch, as soon as nothing is on its way (KIP-360).</summary>
    public void RestartSequences()
    {
        lock (_lock)
        {
            _sequences.RequestRenewal();
        }
    }

    /// <summary>Claims the right to tell a batch's outcome.</summary>
    public bool TryFinish(ProducerBatch batch)
    {
        lock (_lock)
        {
            return !batch.IsDone && (batch.IsDone = true);
        }
    }

    /// <summary>
    /// Takes out what was opened at or before the given moment and claims its outcome. What is on its way stays tracked. The caller
    /// tells the outcome of each and releases it once.
    /// </summary>
    public void TakeOverdue(long openedAtOrBefore, List<ProducerBatch> overdue)
    {
        lock (_lock)
        {
            TakeWaiting(openedAtOrBefore, overdue);
            foreach (ProducerBatch batch in _unresolved)
            {
                if (batch.CreatedAt <= openedAtOrBefore && !batch.IsDone)
                {
                    batch.Hold();
                    batch.IsDone = true;
                    overdue.Add(batch);
                }
            }
        }
    }

    /// <summary>As <see cref="TakeOverdue"/>, for everything that is not on its way.</summary>
    public void TakeUnsent(List<ProducerBatch> unsent)
    {
        lock (_lock)
        {
            TakeWaiting(long.MaxValue, unsent);
        }
    }

    private void TakeWaiting(long openedAtOrBefore, List<ProducerBatch> taken)
    {
        int known = taken.Count;
        _waiting.TakeOpenedUntil(openedAtOrBefore, taken);
        if (_open is { } open && open.CreatedAt <= openedAtOrBefore)
        {
            _open = null;
            taken.Add(open);
        }

        _length -= taken.Count - known;
        for (int i = known; i < taken.Count; i++)
        {
            _unresolved.Remove(taken[i]);
            taken[i].IsDone = true;
        }
    }

    /// <summary>In a transaction the partition has to be part of it, and a new epoch waits for what was sent in the last one.</summary>
    private bool MaySendInTransaction(ProducerIdentity identity)
    {
        if (context.Enlistment is not { } enlistment)
        {
            return true;
        }

        // The sender may have asked for the identity just before the last transaction ended and this batch's began.
        if (!enlistment.IsCurrent(identity))
        {
            return false;
        }

        if (_inFlight == 0)
        {
            _sequences.Follow(identity);
        }

        return Enlistment.IsDone(this) && _sequences.Identity == identity;
    }

    private bool MaySendNew(ProducerBatch batch, bool isIdle, out long dueAt)
    {
        dueAt = long.MaxValue;

        // After a failure one batch goes at a time, until the retried ones have all arrived; the very first one goes alone, too.
        bool mustGoAlone = (_sequences.Identity.IsValid && !_sequences.IsEstablished) || _unresolved.Exists(static sent => sent.Attempts > 1);
        if (_unresolved.Count >= (mustGoAlone ? 1 : context.MaxInFlight))
        {
            return false;
        }

        if (!ReferenceEquals(batch, _open)
            || batch.Generation <= context.Flushes.FlushedGeneration
            || (isIdle && batch.IsAwaited)
            || context.Memory.IsExhausted)
        {
            return true;
        }

        dueAt = batch.CreatedAt + context.LingerTicks;
        return dueAt <= context.Time.GetTimestamp();
    }

    private ProducerBatch Take(ProducerBatch batch, object connection, ProducerIdentity identity)
    {
        if (ReferenceEquals(batch, _open))
        {
            _open = null;
        }
        else
        {
            _waiting.RemoveFirst();
        }

        if (batch.SendOrder == 0)
        {
            batch.SendOrder = ++_lastSendOrder;
            _unresolved.Add(batch);
            if (identity.IsValid)
            {
                _sequences.Number(batch);
            }
        }

        _length--;
        _inFlight++;
        _sentOn = connection;
        batch.IsInFlight = true;
        batch.Attempts++;
        return batch;
    }

    private void Land(ProducerBatch batch)
    {
        if (batch.IsInFlight)
        {
            batch.IsInFlight = false;
            _inFlight--;
        }
    }

    private void Seal()
    {
        _waiting.AddLast(_open!);
        _open = null;
    }

    private bool TryOpen(in AppendRequest record)
    {
        context.Enlistment?.Enlist(this);
        int wanted = BatchMemory.InitialReserve(record.Size, context.BatchSize);
        if (record.Granted < wanted && !context.Memory.TryReserve(wanted - record.Granted))
        {
            return false;
        }

        ProducerBatch batch = context.Pool.Rent();
        batch.Open(this, context.Time.GetTimestamp(), context.Flushes.Add());
        batch.Builder.IsTransactional = context.Enlistment is not null;
        batch.Reserved = Math.Max(wanted, record.Granted);
        _open = batch;
        _length++;
        return true;
    }
}
