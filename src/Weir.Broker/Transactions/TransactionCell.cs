using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>Owns one transactional id: runs its events one at a time on the caller's thread, and carries out what they ask for.</summary>
/// <remarks>
/// Thread model: any thread may call; everything but the sending of replies happens under the cell's lock. The lock comes before those of
/// groups and logs: what a producer writes is appended under it, so that no batch can slip in behind the end of its transaction. Replies go out
/// after the lock is released, so their continuations may call back.
/// </remarks>
internal sealed class TransactionCell : ITransactionOutbox
{
    private readonly Lock _lock = new();
    private readonly TransactionMachine _machine;
    private readonly ITransactionLog _log;
    private readonly IMarkerWriter _markerWriter;
    private readonly Queue<TransactionWrite> _writes = new();
    private readonly Queue<MarkerBatch> _markers = new();
    private readonly Queue<Action> _events = new();
    private GroupReplies? _replies;
    private bool _isRunning;

    public TransactionCell(string transactionalId, GroupClock clock, ITransactionLog log, IMarkerWriter markerWriter)
    {
        _log = log;
        _markerWriter = markerWriter;
        _machine = new TransactionMachine(transactionalId, clock, this);
    }

    public string TransactionalId => _machine.Id;

    /// <summary>Runs one event.</summary>
    /// <returns>False when the id has been forgotten: look it up again.</returns>
    public bool TryRun(Action<TransactionMachine> handle)
    {
        GroupReplies? replies;
        lock (_lock)
        {
            if (_machine.IsGone)
            {
                return false;
            }

            _isRunning = true;
            try
            {
                handle(_machine);
            }
            finally
            {
                replies = Settle();
            }
        }

        replies?.SendAll();
        return true;
    }

    void ITransactionOutbox.Reply<T>(IReplyTo<T> to, T response) => (_replies ??= new GroupReplies()).Add(to, response);

    void ITransactionOutbox.Append(TransactionWrite write) => _writes.Enqueue(write);

    void ITransactionOutbox.WriteMarkers(MarkerBatch markers) => _markers.Enqueue(markers);

    // What was written has become durable, or has failed.
    private void Feed(Action completed)
    {
        GroupReplies? replies;
        lock (_lock)
        {
            _events.Enqueue(completed);
            if (_isRunning)
            {
                // Durable at once: the append is ours, further down this stack, and goes on with the event.
                return;
            }

            _isRunning = true;
            replies = Settle();
        }

        replies?.SendAll();
    }

    // Under the lock: states first, so that a marker never precedes the state that decides on it.
    private GroupReplies? Settle()
    {
        while (true)
        {
            if (_writes.TryDequeue(out TransactionWrite? write))
            {
                Append(write);
            }
            else if (_markers.TryDequeue(out MarkerBatch? markers))
            {
                _markerWriter.Write(markers, error => Feed(() => markers.Completed(error)));
            }
            else if (_events.TryDequeue(out Action? completed))
            {
                completed();
            }
            else
            {
                break;
            }
        }

        _isRunning = false;
        GroupReplies? replies = _replies;
        _replies = null;
        return replies;
    }

    private void Append(TransactionWrite write)
    {
        Action<ErrorCode>? completed = write.Completed;
        _log.Append(TransactionalId, write.Metadata, completed is null ? null : error => Feed(() => completed(error)));
    }
}
