using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Groups.Streams;

/// <summary>Limits and timings of streams groups (KIP-1071); each names the Kafka setting it stands for.</summary>
internal sealed record StreamsOptions
{
    /// <summary><c>group.streams.session.timeout.ms</c>.</summary>
    public int SessionTimeoutMs { get; init; } = 45_000;

    /// <summary><c>group.streams.heartbeat.interval.ms</c>.</summary>
    public int HeartbeatIntervalMs { get; init; } = 5_000;

    /// <summary><c>group.streams.assignment.interval.ms</c>; it may change while the broker runs.</summary>
    public Func<int> AssignmentIntervalMs { get; init; } = static () => 0;

    /// <summary><c>group.streams.max.size</c>.</summary>
    public int MaxSize { get; init; } = int.MaxValue;

    /// <summary><c>group.streams.num.standby.replicas</c>.</summary>
    public int StandbyReplicas { get; init; }

    /// <summary><c>group.streams.initial.rebalance.delay.ms</c>.</summary>
    public int InitialRebalanceDelayMs { get; init; } = 3_000;

    /// <summary>Settings of single groups, which win over the broker's.</summary>
    public IGroupConfigs GroupConfigs { get; init; } = NoGroupConfigs.Instance;

    public static StreamsOptions From(BrokerConfig config) => new()
    {
        SessionTimeoutMs = config.GetInt("group.streams.session.timeout.ms"),
        HeartbeatIntervalMs = config.GetInt("group.streams.heartbeat.interval.ms"),
        AssignmentIntervalMs = () => config.GetInt("group.streams.assignment.interval.ms"),
        MaxSize = config.GetInt("group.streams.max.size"),
        StandbyReplicas = config.GetInt("group.streams.num.standby.replicas"),
        InitialRebalanceDelayMs = config.GetInt("group.streams.initial.rebalance.delay.ms"),
    };

    public int SessionTimeoutOf(string groupId) => GroupConfigs.GetInt(groupId, "streams.session.timeout.ms") ?? SessionTimeoutMs;

    public int HeartbeatIntervalOf(string groupId) => GroupConfigs.GetInt(groupId, "streams.heartbeat.interval.ms") ?? HeartbeatIntervalMs;

    public int AssignmentIntervalOf(string groupId) => GroupConfigs.GetInt(groupId, "streams.assignment.interval.ms") ?? AssignmentIntervalMs();

    public int StandbyReplicasOf(string groupId) => GroupConfigs.GetInt(groupId, "streams.num.standby.replicas") ?? StandbyReplicas;

    public int InitialRebalanceDelayOf(string groupId) => GroupConfigs.GetInt(groupId, "streams.initial.rebalance.delay.ms") ?? InitialRebalanceDelayMs;
}
