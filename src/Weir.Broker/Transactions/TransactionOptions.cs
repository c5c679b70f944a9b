namespace Weir.Broker.Transactions;

/// <summary>Limits and timings of the transaction coordinator; each names the Kafka setting it stands for.</summary>
internal sealed record TransactionOptions
{
    /// <summary><c>transaction.max.timeout.ms</c>.</summary>
    public int MaxTimeoutMs { get; init; } = 900_000;

    /// <summary><c>transactional.id.expiration.ms</c>.</summary>
    public long ExpirationMs { get; init; } = 7L * 24 * 60 * 60 * 1000;

    /// <summary><c>transaction.abort.timed.out.transaction.cleanup.interval.ms</c>.</summary>
    public long TimeoutScanMs { get; init; } = 10_000;

    /// <summary><c>transaction.remove.expired.transaction.cleanup.interval.ms</c>.</summary>
    public long ExpirationScanMs { get; init; } = 3_600_000;

    public static TransactionOptions From(BrokerConfig config) => new()
    {
        MaxTimeoutMs = config.GetInt("transaction.max.timeout.ms"),
        ExpirationMs = config.GetInt("transactional.id.expiration.ms"),
        TimeoutScanMs = config.GetInt("transaction.abort.timed.out.transaction.cleanup.interval.ms"),
        ExpirationScanMs = config.GetInt("transaction.remove.expired.transaction.cleanup.interval.ms"),
    };
}
