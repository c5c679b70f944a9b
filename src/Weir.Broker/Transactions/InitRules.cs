using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>Which epoch InitProducerId gives (KIP-98, KIP-360).</summary>
internal static class InitRules
{
    /// <summary>Whether the id that the producer says it has can be its own; the epoch is checked by <see cref="NextEpoch"/>.</summary>
    public static bool Accepts(TransactionMetadata current, ProducerInit init) =>
        current.Epoch == TransactionMetadata.NoEpoch
        || init.ExpectedProducerId == current.ProducerId
        || (init.ExpectedProducerId == current.PreviousProducerId && TransactionMetadata.IsExhausted(init.ExpectedEpoch));

    /// <summary>The state with the next epoch, or with a new producer id when epochs have run out.</summary>
    /// <returns>PRODUCER_FENCED when the producer's epoch is neither the current one nor, in a retry, the one before.</returns>
    public static ErrorCode NextEpoch(TransactionMetadata current, ProducerInit init, Func<long> takeProducerId, long nowMs, out TransactionMetadata? next)
    {
        next = current with
        {
            State = TransactionState.Empty,
            TimeoutMs = init.TimeoutMs,
            Partitions = [],
            StartMs = -1,
            LastUpdateMs = nowMs,
        };
        bool isRetry = init.HasExpected && init.ExpectedEpoch == current.LastEpoch && current.Epoch != TransactionMetadata.NoEpoch && init.ExpectedEpoch != current.Epoch;
        if (isRetry)
        {
            return ErrorCode.None;
        }

        bool isCurrent = !init.HasExpected || current.Epoch == TransactionMetadata.NoEpoch || init.ExpectedEpoch == current.Epoch;
        if (!isCurrent)
        {
            next = null;
            return ErrorCode.ProducerFenced;
        }

        if (!current.IsEpochExhausted)
        {
            short last = init.HasExpected ? current.Epoch : TransactionMetadata.NoEpoch;
            next = next with { Epoch = (short)(current.Epoch + 1), LastEpoch = last };
            return ErrorCode.None;
        }

        long producerId = takeProducerId();
        short before = init.HasExpected ? current.Epoch : TransactionMetadata.NoEpoch;
        next = next with { ProducerId = producerId, PreviousProducerId = current.ProducerId, Epoch = 0, LastEpoch = before };
        return producerId >= 0 ? ErrorCode.None : ErrorCode.CoordinatorNotAvailable;
    }
}
