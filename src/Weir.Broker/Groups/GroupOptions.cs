using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Share;
using Weir.Broker.Groups.Streams;

namespace Weir.Broker.Groups;

/// <summary>Limits and timings of the group coordinator; each names the Kafka setting it stands for.</summary>
internal sealed record GroupOptions
{
    /// <summary><c>group.min.session.timeout.ms</c>.</summary>
    public int MinSessionTimeoutMs { get; init; } = 6_000;

    /// <summary><c>group.max.session.timeout.ms</c>.</summary>
    public int MaxSessionTimeoutMs { get; init; } = 1_800_000;

    /// <summary><c>group.initial.rebalance.delay.ms</c>; Kafka's default is 3000, 0 suits a single node.</summary>
    public int InitialRebalanceDelayMs { get; init; }

    /// <summary><c>group.max.size</c>.</summary>
    public int MaxSize { get; init; } = int.MaxValue;

    /// <summary>Member ids handed out with MEMBER_ID_REQUIRED and not used yet, in one group.</summary>
    public int MaxPendingMembers { get; init; } = 10_000;

    /// <summary>How long the join of a member that has no heartbeat yet may be parked (Kafka's constant).</summary>
    public int NewMemberJoinTimeoutMs { get; init; } = 300_000;

    /// <summary><c>offset.metadata.max.bytes</c>; like Kafka, counted in UTF-16 units.</summary>
    public int OffsetMetadataMaxSize { get; init; } = 4096;

    /// <summary><c>offsets.retention.minutes</c>, in milliseconds.</summary>
    public long OffsetsRetentionMs { get; init; } = 7L * 24 * 60 * 60 * 1000;

    /// <summary><c>offsets.retention.check.interval.ms</c>.</summary>
    public long OffsetsRetentionCheckIntervalMs { get; init; } = 600_000;

    /// <summary>What goes for groups of KIP-848.</summary>
    public ConsumerOptions Consumer { get; init; } = new();

    /// <summary>What goes for share groups (KIP-932).</summary>
    public ShareOptions Share { get; init; } = new();

    /// <summary>What goes for streams groups (KIP-1071).</summary>
    public StreamsOptions Streams { get; init; } = new();

    public static GroupOptions From(BrokerConfig config) => new()
    {
        Consumer = ConsumerOptions.From(config),
        Share = ShareOptions.From(config),
        Streams = StreamsOptions.From(config),
        MinSessionTimeoutMs = config.GetInt("group.min.session.timeout.ms"),
        MaxSessionTimeoutMs = config.GetInt("group.max.session.timeout.ms"),
        InitialRebalanceDelayMs = config.GetInt("group.initial.rebalance.delay.ms"),
        MaxSize = config.GetInt("group.max.size"),
        OffsetMetadataMaxSize = config.GetInt("offset.metadata.max.bytes"),
        OffsetsRetentionMs = config.GetInt("offsets.retention.minutes") * 60_000L,
        OffsetsRetentionCheckIntervalMs = config.GetLong("offsets.retention.check.interval.ms"),
    };
}
