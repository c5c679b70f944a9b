namespace Weir.Broker;

/// <summary>Broker settings of replication (Kafka documentation, "Broker Configs").</summary>
internal static class BrokerReplicationDefinitions
{
    public static ConfigDefinition[] All { get; } =
    [
        new("alter.log.dirs.replication.quota.window.num", ConfigType.Int, "11", "Samples kept for the quota of moves between log directories. Without effect: there is one directory.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("alter.log.dirs.replication.quota.window.size.seconds", ConfigType.Int, "1", "Length of such a sample, in seconds. Without effect: there is one directory.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("auto.leader.rebalance.enable", ConfigType.Boolean, "true", "Whether leaders are moved back to preferred replicas. Without effect on a single node.") { IsReadOnly = true },
        new("cordoned.log.dirs", ConfigType.List, "", "Log directories that take no new partitions. Without effect: there is one directory.") { IsPerBroker = true },
        new("follower.replication.throttled.rate", ConfigType.Long, "9223372036854775807", "Bytes per second that followers fetch of throttled replicas. Without effect on a single node.") { Rule = ConfigRule.AtLeast(0), IsShownWhenSet = true },
        new("leader.imbalance.check.interval.seconds", ConfigType.Long, "300", "Seconds between looks for leaders to move. Without effect on a single node.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("leader.replication.throttled.rate", ConfigType.Long, "9223372036854775807", "Bytes per second that leaders send of throttled replicas. Without effect on a single node.") { Rule = ConfigRule.AtLeast(0), IsShownWhenSet = true },
        new("log.dir.failure.timeout.ms", ConfigType.Long, "30000", "Milliseconds a broker may be unable to report a failed directory. Without effect: there is one directory.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("num.replica.alter.log.dirs.threads", ConfigType.Int, null, "Threads that move replicas between directories. Without effect: there is one directory.") { IsReadOnly = true },
        new("num.replica.fetchers", ConfigType.Int, "1", "Threads that fetch from each other broker. Without effect on a single node.") { Rule = ConfigRule.AtLeast(1) },
        new("replica.alter.log.dirs.io.max.bytes.per.second", ConfigType.Long, "9223372036854775807", "Bytes per second that moves between log directories may take. Without effect: there is one directory.") { Rule = ConfigRule.AtLeast(0), IsShownWhenSet = true },
        new("replica.fetch.backoff.ms", ConfigType.Int, "1000", "Milliseconds before a failed fetch of a replica is repeated. Without effect on a single node.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("replica.fetch.max.bytes", ConfigType.Int, "1048576", "Bytes of a partition fetched at once by a replica. Without effect on a single node.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("replica.fetch.min.bytes", ConfigType.Int, "1", "Fewest bytes a fetch of a replica waits for. Without effect on a single node.") { IsReadOnly = true },
        new("replica.fetch.response.max.bytes", ConfigType.Int, "10485760", "Most bytes in one answer to a replica. Without effect on a single node.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("replica.fetch.wait.max.ms", ConfigType.Int, "500", "Longest wait of a replica's fetch, in milliseconds. Without effect on a single node.") { IsReadOnly = true },
        new("replica.high.watermark.checkpoint.interval.ms", ConfigType.Long, "5000", "Milliseconds between checkpoints of the high watermarks. Without effect: it is the end of what is stored.") { IsReadOnly = true },
        new("replica.lag.time.max.ms", ConfigType.Long, "30000", "Milliseconds a replica may lag and stay in sync. Without effect on a single node.") { IsReadOnly = true },
        new("replica.selector.class", ConfigType.String, null, "Java class that chooses the replica to read from. Without effect on a single node.") { IsReadOnly = true },
        new("replica.socket.receive.buffer.bytes", ConfigType.Int, "65536", "Receive buffer of a replica's connections, in bytes. Without effect on a single node.") { IsReadOnly = true },
        new("replica.socket.timeout.ms", ConfigType.Int, "30000", "Milliseconds a replica's request may take. Without effect on a single node.") { IsReadOnly = true },
        new("replication.quota.window.num", ConfigType.Int, "11", "Samples kept for the quotas of replication. Without effect on a single node.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("replication.quota.window.size.seconds", ConfigType.Int, "1", "Length of such a sample, in seconds. Without effect on a single node.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("request.timeout.ms", ConfigType.Int, "30000", "Milliseconds a request of this broker to another may take. Without effect on a single node.") { IsReadOnly = true },
    ];
}
