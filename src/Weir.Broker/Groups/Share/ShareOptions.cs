using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Groups.Share;

/// <summary>Limits and timings of share groups (KIP-932); each names the Kafka setting it stands for.</summary>
internal sealed record ShareOptions
{
    /// <summary><c>group.share.session.timeout.ms</c>.</summary>
    public int SessionTimeoutMs { get; init; } = 45_000;

    /// <summary><c>group.share.heartbeat.interval.ms</c>.</summary>
    public int HeartbeatIntervalMs { get; init; } = 5_000;

    /// <summary><c>group.share.assignment.interval.ms</c>; it may change while the broker runs.</summary>
    public Func<int> AssignmentIntervalMs { get; init; } = static () => 0;

    /// <summary><c>group.initial.rebalance.delay.ms</c>, as for classic groups: Kafka has no such setting, but hands out nothing before a new group's second heartbeats.</summary>
    public int InitialDelayMs { get; init; }

    /// <summary><c>group.share.max.size</c>.</summary>
    public int MaxSize { get; init; } = 200;

    /// <summary>Settings of single groups, which win over the broker's.</summary>
    public IGroupConfigs GroupConfigs { get; init; } = NoGroupConfigs.Instance;

    /// <summary>Told of members that have gone, whichever way, and so release what they had acquired.</summary>
    public IReplyTo<ShareDeparture>? Departures { get; init; }

    public static ShareOptions From(BrokerConfig config) => new()
    {
        SessionTimeoutMs = config.GetInt("group.share.session.timeout.ms"),
        HeartbeatIntervalMs = config.GetInt("group.share.heartbeat.interval.ms"),
        AssignmentIntervalMs = () => config.GetInt("group.share.assignment.interval.ms"),
        InitialDelayMs = config.GetInt("group.initial.rebalance.delay.ms"),
        MaxSize = config.GetInt("group.share.max.size"),
    };

    public int SessionTimeoutOf(string groupId) => GroupConfigs.GetInt(groupId, "share.session.timeout.ms") ?? SessionTimeoutMs;

    public int AssignmentIntervalOf(string groupId) => GroupConfigs.GetInt(groupId, "share.assignment.interval.ms") ?? AssignmentIntervalMs();

    public int HeartbeatIntervalOf(string groupId) => GroupConfigs.GetInt(groupId, "share.heartbeat.interval.ms") ?? HeartbeatIntervalMs;
}
