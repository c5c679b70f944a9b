namespace Weir.Log;

/// <summary>What the caller of <see cref="PartitionLog.Append"/> decides about one batch.</summary>
public readonly record struct AppendOptions
{
    public AppendOrigin Origin { get; init; }

    /// <summary>Leader epoch written into the batch; must not be lower than that of an earlier batch.</summary>
    public int LeaderEpoch { get; init; }
}
