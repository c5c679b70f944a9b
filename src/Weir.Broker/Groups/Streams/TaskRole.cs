namespace Weir.Broker.Groups.Streams;

/// <summary>What a member does with a task (KIP-1071).</summary>
internal enum TaskRole
{
    /// <summary>Processes its records: one member of the group at a time.</summary>
    Active,

    /// <summary>Keeps a copy of its state, on another process than the active one.</summary>
    Standby,

    /// <summary>Restores its state to take it over. Apache Kafka 4.3 knows the role and gives it to nobody; so does Weir.</summary>
    Warmup,
}
