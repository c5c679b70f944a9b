namespace Weir.Broker;

/// <summary>Broker settings of groups and their coordinator (Kafka documentation, "Broker Configs").</summary>
internal static class BrokerGroupDefinitions
{
    public static ConfigDefinition[] All { get; } =
    [
        new("group.consumer.assignment.interval.ms", ConfigType.Int, "1000", "Milliseconds between two assignments of a consumer group.") { Rule = ConfigRule.AtLeast(0) },
        new("group.consumer.max.assignment.interval.ms", ConfigType.Int, "15000", "Largest assignment interval a consumer group may be given, in milliseconds.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("group.consumer.min.assignment.interval.ms", ConfigType.Int, "0", "Smallest assignment interval a consumer group may be given, in milliseconds.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("group.coordinator.append.linger.ms", ConfigType.Int, "-1", "Milliseconds the coordinator gathers writes; -1 adapts to the load. Without effect: writes share flushes.") { Rule = ConfigRule.AtLeast(-1), IsReadOnly = true },
        new("group.coordinator.background.threads", ConfigType.Int, "2", "Threads for background work of the coordinator. Stored for compatibility: groups need no threads of their own.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.coordinator.cached.buffer.max.bytes", ConfigType.Int, "1048588", "Largest write buffer the coordinator keeps, in bytes. Without effect: buffers are pooled.") { Rule = ConfigRule.AtLeast(524288) },
        new("group.coordinator.threads", ConfigType.Int, "4", "Threads of the coordinator. Stored for compatibility: groups need no threads of their own.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("offsets.commit.timeout.ms", ConfigType.Int, "5000", "Milliseconds a commit of offsets may take to be stored.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("offsets.topic.compression.codec", ConfigType.Int, "0", "Codec of __consumer_offsets by its number; 0 is none.") { IsReadOnly = true },
    ];
}
