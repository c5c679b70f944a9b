using System.Globalization;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Producers;

/// <summary>
/// The idempotent producers of one partition (KIP-98, KIP-360): tells a batch that comes again from one that is out of order.
/// Kept apart from the log: it is fed with batch headers and knows no files.
/// </summary>
/// <remarks>Thread model: guarded by the partition's append lock.</remarks>
internal sealed class ProducerStateTable
{
    private Dictionary<long, ProducerState>? _producers;

    public int Count => _producers?.Count ?? 0;

    public IEnumerable<ProducerState> All => _producers is null ? [] : _producers.Values;

    /// <summary>Whether a batch of an idempotent producer may be appended.</summary>
    /// <param name="header">Header of the batch as the producer sent it.</param>
    /// <param name="duplicate">The same batch, appended earlier; a last offset of -1 when it is new.</param>
    /// <param name="message">What is wrong, on error.</param>
    public ErrorCode Check(in RecordBatchHeader header, out ProducerBatch duplicate, out string? message)
    {
        duplicate = new ProducerBatch(-1, -1, 0, -1);
        message = null;
        if (Find(header.ProducerId) is not { } state)
        {
            // Nothing is known of the producer: retention or expiry may have taken it, so any sequence number will do.
            return ErrorCode.None;
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
            return ErrorCode.None;
        }

        message = Describe(header, $"sequence {expected} of epoch {state.Epoch} was expected");
        return ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>Remembers a batch that is in the log.</summary>
    /// <param name="header">Header with the offsets of the log.</param>
    /// <param name="nowMs">Milliseconds since the epoch.</param>
    public void Record(in RecordBatchHeader header, long nowMs)
    {
        ProducerState state = GetOrAdd(header.ProducerId);
        state.LastSeenMs = nowMs;
        if (header.IsControl)
        {
            // A transaction marker carries no sequence: it only ends the epoch's transaction.
            state.SetEpoch(header.ProducerEpoch);
            state.LastTimestamp = header.MaxTimestamp;
            return;
        }

        state.Add(header.ProducerEpoch, new ProducerBatch(header.LastSequence, header.LastOffset, header.LastOffsetDelta, header.MaxTimestamp));
    }

    /// <summary>Puts back a producer from a snapshot.</summary>
    public void Restore(ProducerState state) => (_producers ??= [])[state.ProducerId] = state;

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

    public void Clear() => _producers = null;

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
