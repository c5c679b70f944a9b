namespace Weir.Broker;

/// <summary>Broker settings of sockets, threads, quotas, metrics and plug-ins (Kafka documentation, "Broker Configs").</summary>
internal static class BrokerRuntimeDefinitions
{
    public static ConfigDefinition[] All { get; } =
    [
        new("alter.config.policy.class.name", ConfigType.Class, null, "Java class that checks changes of settings. Without effect: no Java classes are loaded.") { IsReadOnly = true },
        new("background.threads", ConfigType.Int, "10", "Threads for background work. Stored for compatibility: the runtime sizes its own pool.") { Rule = ConfigRule.AtLeast(1) },
        new("client.quota.callback.class", ConfigType.Class, null, "Java class that decides about client quotas. Without effect: no Java classes are loaded.") { IsReadOnly = true },
        new("config.providers", ConfigType.List, "", "Names of providers that replace variables in settings. Without effect: values are taken as they are."),
        new("controller.quota.window.num", ConfigType.Int, "11", "Samples kept for the quota of controller mutations (KIP-599).") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("controller.quota.window.size.seconds", ConfigType.Int, "1", "Length of such a sample, in seconds.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("create.topic.policy.class.name", ConfigType.Class, null, "Java class that checks new topics. Without effect: no Java classes are loaded.") { IsReadOnly = true },
        new("delete.records.purgatory.purge.interval.requests", ConfigType.Int, "1", "Waiting deletions between clean-ups. Without effect: completed waits leave nothing behind.") { IsReadOnly = true },
        new("early.start.listeners", ConfigType.List, null, "Listeners opened before the broker may serve. Without effect: it serves when it listens.") { IsReadOnly = true },
        new("fetch.purgatory.purge.interval.requests", ConfigType.Int, "1000", "Waiting fetches between clean-ups. Without effect: completed waits leave nothing behind.") { IsReadOnly = true },
        new("kafka.metrics.polling.interval.secs", ConfigType.Int, "10", "Seconds between polls of Java metrics reporters. Without effect: no Java classes are loaded.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("kafka.metrics.reporters", ConfigType.List, "", "Java classes that report metrics. Without effect: no Java classes are loaded.") { IsReadOnly = true },
        new("max.connection.creation.rate", ConfigType.Int, "2147483647", "New connections a second above which accepting is slowed down.") { Rule = ConfigRule.AtLeast(0) },
        new("max.connections.per.ip", ConfigType.Int, "2147483647", "Connections of one address above which further ones are refused.") { Rule = ConfigRule.AtLeast(0) },
        new("max.connections.per.ip.overrides", ConfigType.String, "", "Such limits for single addresses, as host:count.") { Rule = ConfigRule.HostCounts },
        new("metric.reporters", ConfigType.List, "org.apache.kafka.common.metrics.JmxReporter", "Java classes that report metrics. Without effect: no Java classes are loaded."),
        new("metrics.num.samples", ConfigType.Int, "2", "Samples kept for each metric.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("metrics.recording.level", ConfigType.String, "INFO", "How detailed metrics are recorded: INFO, DEBUG or TRACE.") { IsReadOnly = true },
        new("metrics.sample.window.ms", ConfigType.Long, "30000", "Length of a metric's sample, in milliseconds.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("num.io.threads", ConfigType.Int, "8", "Threads that handle requests. Stored for compatibility: the runtime sizes its own pool.") { Rule = ConfigRule.AtLeast(1) },
        new("num.network.threads", ConfigType.Int, "3", "Threads that receive and send. Stored for compatibility: the runtime sizes its own pool.") { Rule = ConfigRule.AtLeast(1) },
        new("num.recovery.threads.per.data.dir", ConfigType.Int, "2", "Threads that recover logs at start.") { Rule = ConfigRule.AtLeast(1) },
        new("producer.purgatory.purge.interval.requests", ConfigType.Int, "1000", "Waiting produce requests between clean-ups. Without effect: completed waits leave nothing behind.") { IsReadOnly = true },
        new("queued.max.request.bytes", ConfigType.Long, "-1", "Bytes of requests waiting above which nothing is read; -1 is no limit. Without effect: each connection has a bound.") { IsReadOnly = true },
        new("queued.max.requests", ConfigType.Int, "500", "Requests waiting above which nothing is read. Without effect: each connection has a bound.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("quota.window.num", ConfigType.Int, "11", "Samples kept for client quotas.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("quota.window.size.seconds", ConfigType.Int, "1", "Length of such a sample, in seconds.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("socket.connection.setup.timeout.max.ms", ConfigType.Long, "30000", "Longest time setting up a connection to another broker may take, in milliseconds. Without effect on a single node.") { IsReadOnly = true },
        new("socket.connection.setup.timeout.ms", ConfigType.Long, "10000", "First such time, in milliseconds. Without effect on a single node.") { IsReadOnly = true },
        new("socket.listen.backlog.size", ConfigType.Int, "50", "Connections the operating system queues before they are accepted.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("socket.receive.buffer.bytes", ConfigType.Int, "102400", "Receive buffer of a socket, in bytes; -1 leaves it to the operating system.") { IsReadOnly = true },
        new("socket.send.buffer.bytes", ConfigType.Int, "102400", "Send buffer of a socket, in bytes; -1 leaves it to the operating system.") { IsReadOnly = true },
        new("telemetry.max.bytes", ConfigType.Int, "1048576", "Largest push of client metrics accepted, in bytes (KIP-714).") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
    ];
}
