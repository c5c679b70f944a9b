using System.Collections.Immutable;
using Weir.Broker.Groups;

namespace Weir.Broker.Transactions;

/// <summary>Everything that is stored of one transactional id. Times are milliseconds since the Unix epoch.</summary>
internal sealed record TransactionMetadata
{
    public const long NoProducerId = -1;
    public const short NoEpoch = -1;

    public required string TransactionalId { get; init; }

    public required long ProducerId { get; init; }

    /// <summary>The id before epochs ran out; it is accepted in a retry of the call that replaced it.</summary>
    public long PreviousProducerId { get; init; } = NoProducerId;

    /// <summary>The id that takes over when the transaction completes, because epochs run out.</summary>
    public long NextProducerId { get; init; } = NoProducerId;

    /// <summary>-1 until the first InitProducerId has completed.</summary>
    public short Epoch { get; init; } = NoEpoch;

    /// <summary>The epoch before the last bump, for recognising a retry (KIP-360); not stored.</summary>
    public short LastEpoch { get; init; } = NoEpoch;

    public int TimeoutMs { get; init; }

    public TransactionState State { get; init; } = TransactionState.Empty;

    public ImmutableHashSet<TopicPartition> Partitions { get; init; } = [];

    /// <summary>When the transaction began; -1 when there has been none.</summary>
    public long StartMs { get; init; } = -1;

    public long LastUpdateMs { get; init; } = -1;

    /// <summary>2 when the transaction was ended by a client of transactions V2 (KIP-890), else 0.</summary>
    public short ClientVersion { get; init; }

    /// <summary>No epoch is left for another producer: one is kept for fencing the last.</summary>
    public bool IsEpochExhausted => IsExhausted(Epoch);

    public bool IsDeciding => State is TransactionState.PrepareCommit or TransactionState.PrepareAbort;

    public bool IsComplete => State is TransactionState.CompleteCommit or TransactionState.CompleteAbort;

    public static bool IsExhausted(short epoch) => epoch >= short.MaxValue - 1;
}
