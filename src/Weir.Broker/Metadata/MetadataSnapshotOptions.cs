namespace Weir.Broker;

/// <summary>When the metadata is written down as a whole, and how long that is kept. Names are Kafka's broker settings.</summary>
internal sealed record MetadataSnapshotOptions
{
    /// <summary><c>metadata.log.max.record.bytes.between.snapshots</c></summary>
    public required long MaxBytesBetween { get; init; }

    /// <summary><c>metadata.log.max.snapshot.interval.ms</c>; zero for never.</summary>
    public required long MaxIntervalMs { get; init; }

    /// <summary><c>metadata.max.retention.bytes</c>: log and snapshots together; negative for no limit.</summary>
    public required long RetentionBytes { get; init; }

    /// <summary><c>metadata.max.retention.ms</c>; negative for no limit.</summary>
    public required long RetentionMs { get; init; }

    public static MetadataSnapshotOptions From(BrokerConfig config) => new()
    {
        MaxBytesBetween = config.GetLong("metadata.log.max.record.bytes.between.snapshots"),
        MaxIntervalMs = config.GetLong("metadata.log.max.snapshot.interval.ms"),
        RetentionBytes = config.GetLong("metadata.max.retention.bytes"),
        RetentionMs = config.GetLong("metadata.max.retention.ms"),
    };
}
