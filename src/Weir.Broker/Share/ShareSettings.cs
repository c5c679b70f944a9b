namespace Weir.Broker.Share;

/// <summary>What goes for a share group's deliveries; each names the group's setting (Kafka documentation, "Group Configs").</summary>
internal sealed record ShareSettings
{
    /// <summary><c>share.record.lock.duration.ms</c>.</summary>
    public int LockDurationMs { get; init; } = 30_000;

    /// <summary><c>share.delivery.count.limit</c>: a record released after that many deliveries is archived.</summary>
    public int DeliveryCountLimit { get; init; } = 5;

    /// <summary><c>share.partition.max.record.locks</c>: nothing new is delivered while this many records are in flight.</summary>
    public int MaxInFlight { get; init; } = 2_000;

    /// <summary><c>share.isolation.level</c> is read_committed.</summary>
    public bool ReadCommitted { get; init; }

    /// <summary><c>share.renew.acknowledge.enable</c>.</summary>
    public bool MayRenew { get; init; } = true;

    /// <summary><c>share.auto.offset.reset</c>: latest, earliest, or by_duration: and an ISO 8601 duration.</summary>
    public string OffsetReset { get; init; } = "latest";
}
