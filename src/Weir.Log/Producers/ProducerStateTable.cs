using System.Globalization;
using Weir.Log.Transactions;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Producers;

/// <summary>
/// The idempotent producers of one partition (KIP-98, KIP-360): tells a batch that comes again from one that is out of order, and where
/// open transactions begin. Kept apart from the log: it is fed with batch headers and markers, and knows no files.
/// </summary>
/// <remarks>Thread model: guarded by the partition's append lock.</remarks>
internal sealed class ProducerStateTable
{
    private Dictionary<long, ProducerState>? _producers;

    public int Count => _producers?.Count ?? 0;

    /// <summary>What holds back the last stable offset.</summary>
    public OpenTransactions Open { get; } = new();

    public IEnumerable<ProducerState> All => _producers is null ? [] : _producers.Values;

    /// <summary>Whether a batch of an idempotent producer may be appended.</summary>
    /// <param name="header">Header of the batch as the producer sent it.</param>
    /// <param name="duplicate">The same batch, appended earlier; a last offset of -1 when it is new.</param>
    /// <param name="message">What is wrong, on error.</param>
    /// <param name="newStartsAtZero">A producer that nothing is known of must begin with sequence 0 (KIP-890).</param>
    public ErrorCode Check(in RecordBatchHeader header, out ProducerBatch duplicate, out string? message, bool newStartsAtZero = false)
    {
        duplicate = new ProducerBatch(-1, -1, 0, -1);
        message = null;
        if (Find(header.ProducerId) is not { } state)
        {
            // Nothing is known of the producer: retention or expiry may have taken it, so any sequence number will do.
            bool isLate = newStartsAtZero && header.BaseSequence != 0;
            message = isLate ? Describe(header, "nothing is known of the producer here, so that its transaction must begin with sequence 0") : null;
            return isLate ? ErrorCode.OutOfOrderSequenceNumber : ErrorCode.None;
        }

        if (state.TryFindDuplicate(header.ProducerEpoch, header.BaseSequence, header.LastSequence, out ProducerBatch earlier))
        {
            duplicate = earlier;
            return ErrorCode.None;
        }

        if (header.ProducerEpoch < state.Epoch)
        {
            message = Describe(header, $"its epoch is older than the current epoch {state.Epoch}");
            return ErrorCode.InvalidProducerEpoch;
        }

        int expected = header.ProducerEpoch == state.Epoch ? NextSequence(state.LastSequence) : 0;
        if (header.BaseSequence == expected || state.Epoch < 0)
        {
            return CheckTransaction(header, state, out message);
        }

        message = Describe(header, $"sequence {expected} of epoch {state.Epoch} was expected");
        return ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>Whether a coordinator may append this batch: a marker, or records of a transaction without sequence numbers.</summary>
    /// <returns>InvalidProducerEpoch or TransactionCoordinatorFenced when a newer epoch has been here.</returns>
    public ErrorCode CheckCoordinator(in RecordBatchHeader header, TransactionMarker? marker, out string? message)
    {
        message = null;
        if (Find(header.ProducerId) is not { } state)
        {
            return ErrorCode.None;
        }

        if (header.ProducerEpoch < state.Epoch)
        {
            message = Describe(header, $"its epoch is older than the current epoch {state.Epoch}");
            return ErrorCode.InvalidProducerEpoch;
        }

        if (marker is { } end && end.CoordinatorEpoch < state.CoordinatorEpoch)
        {
            message = Describe(header, $"coordinator epoch {end.CoordinatorEpoch} is older than {state.CoordinatorEpoch}");
            return ErrorCode.TransactionCoordinatorFenced;
        }

        return ErrorCode.None;
    }

    /// <summary>Remembers a batch that is in the log.</summary>
    /// <param name="header">Header with the offsets of the log.</param>
    /// <param name="marker">What a control batch says; null for records.</param>
    /// <param name="nowMs">Milliseconds since the epoch.</param>
    /// <returns>The transaction that the marker ended; null when it ended none.</returns>
    public CompletedTransaction? Record(in RecordBatchHeader header, TransactionMarker? marker, long nowMs)
    {
        ProducerState state = GetOrAdd(header.ProducerId);
        state.LastSeenMs = nowMs;
        if (header.IsControl)
        {
            return marker is { } end ? End(state, header, end) : null;
        }

        state.Add(header.ProducerEpoch, new ProducerBatch(header.LastSequence, header.LastOffset, header.LastOffsetDelta, header.MaxTimestamp));
        if (header.IsTransactional && state.TransactionFirstOffset == ProducerState.NoTransaction)
        {
            state.TransactionFirstOffset = header.BaseOffset;
            Open.Begin(header.BaseOffset);
        }

        return null;
    }

    /// <summary>Puts back a producer from a snapshot.</summary>
    public void Restore(ProducerState state)
    {
        (_producers ??= [])[state.ProducerId] = state;
        if (state.TransactionFirstOffset != ProducerState.NoTransaction)
        {
            Open.Begin(state.TransactionFirstOffset);
        }
    }

    public ProducerDescription? Describe(long producerId) => Find(producerId) is { } state ? Describe(state) : null;

    public List<ProducerDescription> DescribeAll() => [.. All.Select(Describe)];

    /// <summary>Forgets producers without an open transaction that were not heard of for <paramref name="expirationMs"/>.</summary>
    public void Expire(long nowMs, long expirationMs)
    {
        foreach ((long id, ProducerState state) in _producers ?? [])
        {
            if (state.TransactionFirstOffset == ProducerState.NoTransaction && nowMs - state.LastSeenMs >= expirationMs)
            {
                _producers!.Remove(id);
            }
        }
    }

    private static ProducerDescription Describe(ProducerState state) =>
        new(state.ProducerId, state.Epoch, state.LastSequence, state.LastTimestamp, state.CoordinatorEpoch, state.TransactionFirstOffset);

    private static ErrorCode CheckTransaction(in RecordBatchHeader header, ProducerState state, out string? message)
    {
        bool isOutside = state.TransactionFirstOffset != ProducerState.NoTransaction && !header.IsTransactional;
        message = isOutside ? Describe(header, "it belongs to no transaction, and the producer has one open here") : null;
        return isOutside ? ErrorCode.InvalidTxnState : ErrorCode.None;
    }

    /// <summary>A marker carries no sequence: it ends the transaction, and sets the epoch from which on the producer may write.</summary>
    private static CompletedTransaction? End(ProducerState state, in RecordBatchHeader header, in TransactionMarker marker)
    {
        long firstOffset = state.TransactionFirstOffset;
        state.SetEpoch(header.ProducerEpoch);
        state.CoordinatorEpoch = marker.CoordinatorEpoch;
        state.LastTimestamp = header.MaxTimestamp;
        state.TransactionFirstOffset = ProducerState.NoTransaction;
        return firstOffset == ProducerState.NoTransaction
            ? null
            : new CompletedTransaction(state.ProducerId, firstOffset, header.LastOffset, !marker.IsCommit);
    }

    private static int NextSequence(int lastSequence) => lastSequence == int.MaxValue ? 0 : lastSequence + 1;

    private static string Describe(in RecordBatchHeader header, string problem) => string.Create(
        CultureInfo.InvariantCulture,
        $"The batch of producer {header.ProducerId} with epoch {header.ProducerEpoch} and first sequence {header.BaseSequence} was refused: {problem}.");

    private ProducerState? Find(long producerId) => _producers?.GetValueOrDefault(producerId);

    private ProducerState GetOrAdd(long producerId)
    {
        if (Find(producerId) is { } known)
        {
            return known;
        }

        var added = new ProducerState(producerId);
        Restore(added);
        return added;
    }
}
