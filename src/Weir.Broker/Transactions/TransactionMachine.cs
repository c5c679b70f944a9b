using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>
/// One transactional id as a state machine without I/O (KIP-98, KIP-360, KIP-890): events come in as method calls; replies, log writes and
/// markers go out through the outbox, and time passes through <see cref="OnTime"/>. A transaction is decided when its Prepare state is durable,
/// and only then are markers written; it is complete when they are durable. Adding partitions does not wait for its own record: should a crash lose
/// that and not the data, <see cref="Adopt"/> finds the open transaction in the partition. Under transactions V1, where the next transaction has the same
/// epoch, it waits for the completion of the one before, or a crash could let that one's markers end the next.
/// </summary>
/// <remarks>Thread model: single owner. Whoever owns it calls one method at a time and carries out the outbox before the next.</remarks>
internal sealed partial class TransactionMachine(string id, GroupClock clock, ITransactionOutbox outbox)
{
    private const short WithoutBump = 0;
    private const short WithBump = 2;

    private TransactionMetadata? _current;
    private long _deadlineMs = long.MaxValue;

    // A state that counts only once it is durable is on its way to the log.
    private bool _isChanging;
    private bool _isWritingMarkers;

    // Without an epoch of its own the next transaction cannot be told from this one, should a crash lose the state that completes this one.
    private bool _mustStoreCompletion;
    private readonly Queue<Action> _afterCompletion = new();

    public string Id => id;

    /// <summary>True once the id has expired and its tombstone is written: the owner may drop it.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The state as of the last durable change; null before the first.</summary>
    public TransactionMetadata? Current => _current;

    /// <summary>Gives the producer its id and a new epoch, which fences everyone before it.</summary>
    /// <param name="init">The request; its timeout has been checked.</param>
    /// <param name="takeProducerId">An id nobody has used; -1 when none can be had.</param>
    /// <param name="reply">CONCURRENT_TRANSACTIONS while an earlier transaction is being ended: the producer asks again.</param>
    public void Init(ProducerInit init, Func<long> takeProducerId, IReplyTo<ProducerIdentity> reply)
    {
        TransactionMetadata? next = null;
        ErrorCode error = _isChanging ? ErrorCode.ConcurrentTransactions : PrepareInit(init, takeProducerId, out next);
        if (error != ErrorCode.None || next is null)
        {
            outbox.Reply(reply, ProducerIdentity.Failed(error));
            return;
        }

        Change(next, outcome => outbox.Reply(reply, Identify(outcome, next)));
    }

    /// <summary>Adds partitions to the transaction, which begins with the first ones.</summary>
    /// <returns>None, and then the partitions count at once; durable with what is written to them.</returns>
    public ErrorCode AddPartitions(long producerId, short epoch, IReadOnlyCollection<TopicPartition> partitions)
    {
        ErrorCode error = _isChanging && _current is not null ? ErrorCode.ConcurrentTransactions : Check(producerId, epoch);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (_mustStoreCompletion)
        {
            return ErrorCode.ConcurrentTransactions;
        }

        TransactionMetadata current = _current!;
        if (current.State == TransactionState.Ongoing && current.Partitions.IsSupersetOf(partitions))
        {
            return ErrorCode.None;
        }

        Begin(current, partitions);
        return ErrorCode.None;
    }

    /// <summary>Adds partitions, once the completion of the transaction before is durable.</summary>
    public void AddPartitions(long producerId, short epoch, IReadOnlyCollection<TopicPartition> partitions, IReplyTo<ErrorCode> reply)
    {
        void Add() => outbox.Reply(reply, AddPartitions(producerId, epoch, partitions));
        if (_mustStoreCompletion)
        {
            _afterCompletion.Enqueue(Add);
        }
        else
        {
            Add();
        }
    }

    /// <summary>Whether a partition has been added to the transaction: what a producer must have done before it writes (KIP-890, part 1).</summary>
    /// <returns>TRANSACTION_ABORTABLE when it has not.</returns>
    public ErrorCode Verify(long producerId, short epoch, TopicPartition partition)
    {
        ErrorCode error = _isChanging && _current is not null ? ErrorCode.ConcurrentTransactions : Check(producerId, epoch);
        if (error != ErrorCode.None)
        {
            return error;
        }

        bool isAdded = _current!.State == TransactionState.Ongoing && _current.Partitions.Contains(partition);
        return isAdded ? ErrorCode.None : ErrorCode.TransactionAbortable;
    }

    /// <summary>Commits or aborts; the reply comes when every marker is durable.</summary>
    /// <param name="end">The request.</param>
    /// <param name="takeProducerId">An id nobody has used, should epochs run out; -1 when none can be had.</param>
    /// <param name="reply">With the epoch to go on with.</param>
    public void End(TransactionEnd end, Func<long> takeProducerId, IReplyTo<ProducerIdentity> reply)
    {
        EndDecision decision = EndRules.Decide(_current, end, _isChanging);
        if (!decision.MustEnd)
        {
            outbox.Reply(reply, decision.Error == ErrorCode.None ? Identify(ErrorCode.None, _current!) : ProducerIdentity.Failed(decision.Error));
            return;
        }

        TransactionMetadata current = _current!;
        long nextId = TransactionMetadata.NoProducerId;
        if (end.BumpsEpoch && current.IsEpochExhausted && (nextId = takeProducerId()) < 0)
        {
            outbox.Reply(reply, ProducerIdentity.Failed(ErrorCode.CoordinatorNotAvailable));
            return;
        }

        TransactionMetadata prepared = Decide(current, end.IsCommit) with { ClientVersion = end.BumpsEpoch ? WithBump : WithoutBump };
        if (end.BumpsEpoch)
        {
            prepared = prepared with { Epoch = (short)(current.Epoch + 1), LastEpoch = current.Epoch, NextProducerId = nextId };
        }

        Change(prepared, outcome => Prepared(outcome, reply));
    }

    /// <summary>Aborts a transaction that has been open for longer than its producer allowed, and goes on with markers that failed.</summary>
    public void OnTime()
    {
        if (_current is { IsDeciding: true } && !_isWritingMarkers && !_isChanging)
        {
            WriteMarkers(isRepeated: true, reply: null);
        }
        else if (_current is { State: TransactionState.Ongoing } && !_isChanging && clock.UptimeMs > _deadlineMs)
        {
            Fence();
        }
    }

    /// <summary>Forgets an id that has not been used for <paramref name="expirationMs"/>.</summary>
    public void Expire(long expirationMs)
    {
        bool isIdle = _current is { State: TransactionState.Empty or TransactionState.CompleteCommit or TransactionState.CompleteAbort };
        if (_isChanging || !isIdle || clock.UnixMs - _current!.LastUpdateMs < expirationMs)
        {
            return;
        }

        _isChanging = true;
        outbox.Append(new TransactionWrite(null, outcome =>
        {
            _isChanging = false;
            IsGone = outcome == ErrorCode.None;
        }));
    }

    private static ProducerIdentity Identify(ErrorCode outcome, TransactionMetadata metadata) => outcome == ErrorCode.None
        ? new ProducerIdentity(ErrorCode.None, metadata.ProducerId, metadata.Epoch)
        : ProducerIdentity.Failed(TransactionErrors.OfWrite(outcome));

    private ErrorCode PrepareInit(ProducerInit init, Func<long> takeProducerId, out TransactionMetadata? next)
    {
        next = null;
        TransactionMetadata? current = _current;
        if (current is null)
        {
            long producerId = takeProducerId();
            if (producerId < 0)
            {
                return ErrorCode.CoordinatorNotAvailable;
            }

            current = new TransactionMetadata { TransactionalId = id, ProducerId = producerId };
        }

        if (init.HasExpected && !InitRules.Accepts(current, init))
        {
            return ErrorCode.ProducerFenced;
        }

        if (current.IsDeciding)
        {
            return ErrorCode.ConcurrentTransactions;
        }

        if (current.State == TransactionState.Ongoing)
        {
            Fence();
            return ErrorCode.ConcurrentTransactions;
        }

        return InitRules.NextEpoch(current, init, takeProducerId, clock.UnixMs, out next);
    }

    private ErrorCode Check(long producerId, short epoch)
    {
        if (_current is not { } current || current.ProducerId != producerId)
        {
            return ErrorCode.InvalidProducerIdMapping;
        }

        if (current.Epoch != epoch)
        {
            return ErrorCode.ProducerFenced;
        }

        return current.IsDeciding ? ErrorCode.ConcurrentTransactions : ErrorCode.None;
    }

    private void Begin(TransactionMetadata current, IReadOnlyCollection<TopicPartition> partitions)
    {
        long now = clock.UnixMs;
        bool goesOn = current.State == TransactionState.Ongoing;
        if (!goesOn)
        {
            _deadlineMs = clock.UptimeMs + current.TimeoutMs;
        }

        _current = current with
        {
            State = TransactionState.Ongoing,
            Partitions = goesOn ? current.Partitions.Union(partitions) : [.. partitions],
            StartMs = goesOn ? current.StartMs : now,
            LastUpdateMs = now,
        };
        outbox.Append(new TransactionWrite(_current, Completed: null));
    }

    /// <summary>Aborts the open transaction with an epoch that its producer does not have.</summary>
    private void Fence()
    {
        TransactionMetadata current = _current!;
        TransactionMetadata prepared = Decide(current, isCommit: false) with
        {
            Epoch = (short)(current.Epoch + 1),
            LastEpoch = current.Epoch,
            ClientVersion = WithBump,
        };
        Change(prepared, outcome => Prepared(outcome, reply: null));
    }

    private TransactionMetadata Decide(TransactionMetadata current, bool isCommit)
    {
        long now = clock.UnixMs;
        bool isOpen = current.State == TransactionState.Ongoing;
        return current with
        {
            State = isCommit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort,
            Partitions = isOpen ? current.Partitions : [],
            StartMs = isOpen ? current.StartMs : now,
            LastUpdateMs = now,
        };
    }

    /// <summary>Writes a state that counts once it is durable.</summary>
    private void Change(TransactionMetadata next, Action<ErrorCode> completed)
    {
        _isChanging = true;
        outbox.Append(new TransactionWrite(next, outcome =>
        {
            _isChanging = false;
            if (outcome == ErrorCode.None)
            {
                _current = next;
            }

            completed(outcome);
        }));
    }

    private void Prepared(ErrorCode outcome, IReplyTo<ProducerIdentity>? reply)
    {
        if (outcome == ErrorCode.None)
        {
            WriteMarkers(isRepeated: false, reply);
        }
        else if (reply is not null)
        {
            outbox.Reply(reply, Identify(outcome, _current!));
        }
    }

    private void WriteMarkers(bool isRepeated, IReplyTo<ProducerIdentity>? reply)
    {
        _isWritingMarkers = true;
        TransactionMetadata decided = _current!;
        outbox.WriteMarkers(new MarkerBatch(
            decided.ProducerId, decided.Epoch, decided.State == TransactionState.PrepareCommit, decided.Partitions, isRepeated, decided.ClientVersion == WithBump, outcome => Marked(outcome, reply)));
    }

    private void Marked(ErrorCode outcome, IReplyTo<ProducerIdentity>? reply)
    {
        _isWritingMarkers = false;
        TransactionMetadata decided = _current!;
        if (outcome == ErrorCode.None)
        {
            bool rotates = decided.NextProducerId >= 0;
            _current = decided with
            {
                State = decided.State == TransactionState.PrepareCommit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort,
                Partitions = [],
                ProducerId = rotates ? decided.NextProducerId : decided.ProducerId,
                PreviousProducerId = rotates ? decided.ProducerId : decided.PreviousProducerId,
                NextProducerId = TransactionMetadata.NoProducerId,
                Epoch = rotates ? (short)0 : decided.Epoch,
                LastUpdateMs = clock.UnixMs,
            };
            Complete(decided);
        }

        if (reply is not null)
        {
            outbox.Reply(reply, Identify(outcome, _current!));
        }
    }

    private void Complete(TransactionMetadata decided)
    {
        _mustStoreCompletion = decided.ClientVersion != WithBump;
        outbox.Append(new TransactionWrite(_current, Completed: _mustStoreCompletion ? Completed : null));
        if (_toAdopt.Count > 0)
        {
            Begin(_current!, [.. _toAdopt]);
            _toAdopt.Clear();
        }
    }

    private void Completed(ErrorCode outcome)
    {
        // Should it not be stored, the log is offline and takes no further state either.
        _mustStoreCompletion = false;
        while (_afterCompletion.TryDequeue(out Action? parked))
        {
            parked();
        }
    }
}
