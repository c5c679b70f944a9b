namespace Weir.Broker.Groups.Consumer;

/// <summary>Limits and timings of consumer groups (KIP-848); each names the Kafka setting it stands for.</summary>
internal sealed record ConsumerOptions
{
    /// <summary><c>group.consumer.session.timeout.ms</c>.</summary>
    public int SessionTimeoutMs { get; init; } = 45_000;

    /// <summary><c>group.consumer.heartbeat.interval.ms</c>.</summary>
    public int HeartbeatIntervalMs { get; init; } = 5_000;

    /// <summary><c>group.consumer.assignment.interval.ms</c>; it may change while the broker runs.</summary>
    public Func<int> AssignmentIntervalMs { get; init; } = static () => 0;

    /// <summary><c>group.consumer.max.size</c>.</summary>
    public int MaxSize { get; init; } = int.MaxValue;

    /// <summary><c>group.consumer.assignors</c>: the first is the default.</summary>
    public IReadOnlyList<string> Assignors { get; init; } = ["uniform", "range"];

    /// <summary><c>group.consumer.migration.policy</c>.</summary>
    public MigrationPolicy Migration { get; init; } = MigrationPolicy.Bidirectional;

    /// <summary>Settings of single groups, which win over the broker's.</summary>
    public IGroupConfigs GroupConfigs { get; init; } = NoGroupConfigs.Instance;

    public static ConsumerOptions From(BrokerConfig config) => new()
    {
        SessionTimeoutMs = config.GetInt("group.consumer.session.timeout.ms"),
        HeartbeatIntervalMs = config.GetInt("group.consumer.heartbeat.interval.ms"),
        AssignmentIntervalMs = () => config.GetInt("group.consumer.assignment.interval.ms"),
        MaxSize = config.GetInt("group.consumer.max.size"),
        Assignors = ConfigText.ToList(config.Get("group.consumer.assignors")!),
        Migration = Enum.Parse<MigrationPolicy>(config.Get("group.consumer.migration.policy")!, ignoreCase: true),
    };

    public int SessionTimeoutOf(string groupId) => GroupConfigs.GetInt(groupId, "consumer.session.timeout.ms") ?? SessionTimeoutMs;

    public int AssignmentIntervalOf(string groupId) => GroupConfigs.GetInt(groupId, "consumer.assignment.interval.ms") ?? AssignmentIntervalMs();

    public int HeartbeatIntervalOf(string groupId) => GroupConfigs.GetInt(groupId, "consumer.heartbeat.interval.ms") ?? HeartbeatIntervalMs;
}
