namespace Weir.Log;

/// <summary>What the caller of <see cref="PartitionLog.Append"/> decides about one batch.</summary>
public readonly record struct AppendOptions
{
    public AppendOrigin Origin { get; init; }

    /// <summary>Leader epoch written into the batch; must not be lower than that of an earlier batch.</summary>
    public int LeaderEpoch { get; init; }

    /// <summary>A producer that the partition knows nothing of must begin with sequence 0: transactions V2 (KIP-890).</summary>
    public bool NewProducersStartAtZero { get; init; }
}
