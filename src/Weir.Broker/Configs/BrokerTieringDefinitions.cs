namespace Weir.Broker;

/// <summary>Broker settings of tiered storage (Kafka documentation, "Broker Configs").</summary>
internal static class BrokerTieringDefinitions
{
    public static ConfigDefinition[] All { get; } =
    [
        new("follower.fetch.last.tiered.offset.enable", ConfigType.Boolean, "false", "Whether a follower starts at the last tiered offset. Without effect on a single node."),
        new("remote.fetch.max.wait.ms", ConfigType.Int, "500", "Milliseconds a fetch of tiered data may take. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.list.offsets.request.timeout.ms", ConfigType.Long, "30000", "Milliseconds looking up a tiered offset may take. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.log.index.file.cache.total.size.bytes", ConfigType.Long, "1073741824", "Bytes of tiered indexes kept locally. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.log.manager.copier.thread.pool.size", ConfigType.Int, "10", "Threads that copy segments to tiered storage. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.log.manager.copy.max.bytes.per.second", ConfigType.Long, "9223372036854775807", "Bytes a second copied to tiered storage. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.log.manager.copy.quota.window.num", ConfigType.Int, "11", "Samples kept for the quota of such copying. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("remote.log.manager.copy.quota.window.size.seconds", ConfigType.Int, "1", "Length of such a sample, in seconds. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("remote.log.manager.expiration.thread.pool.size", ConfigType.Int, "10", "Threads that delete old tiered segments. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.log.manager.fetch.max.bytes.per.second", ConfigType.Long, "9223372036854775807", "Bytes a second read from tiered storage. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.log.manager.fetch.quota.window.num", ConfigType.Int, "11", "Samples kept for the quota of such reading. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("remote.log.manager.fetch.quota.window.size.seconds", ConfigType.Int, "1", "Length of such a sample, in seconds. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("remote.log.manager.follower.thread.pool.size", ConfigType.Int, "2", "Threads that follow tiered partitions. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.log.manager.task.interval.ms", ConfigType.Long, "30000", "Milliseconds between rounds of tiering. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("remote.log.manager.thread.pool.size", ConfigType.Int, "2", "Threads of tiering. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("remote.log.metadata.custom.metadata.max.bytes", ConfigType.Int, "128", "Largest custom metadata of a tiered segment, in bytes. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("remote.log.metadata.manager.class.name", ConfigType.String, "org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager", "Java class that keeps the metadata of tiered segments. Without effect: nothing is tiered.") { IsReadOnly = true },
        new("remote.log.metadata.manager.class.path", ConfigType.String, null, "Where that class is found. Without effect: nothing is tiered.") { IsReadOnly = true },
        new("remote.log.metadata.manager.impl.prefix", ConfigType.String, "rlmm.config.", "Prefix of that class's settings. Without effect: nothing is tiered.") { IsReadOnly = true },
        new("remote.log.metadata.manager.listener.name", ConfigType.String, null, "Listener that class connects to. Without effect: nothing is tiered.") { IsReadOnly = true },
        new("remote.log.reader.max.pending.tasks", ConfigType.Int, "100", "Reads of tiered storage that may wait. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("remote.log.reader.threads", ConfigType.Int, "10", "Threads that read tiered storage. Without effect: nothing is tiered.") { Rule = ConfigRule.AtLeast(1) },
        new("remote.log.storage.manager.class.name", ConfigType.String, null, "Java class that stores tiered segments. Without effect: nothing is tiered.") { IsReadOnly = true },
        new("remote.log.storage.manager.class.path", ConfigType.String, null, "Where that class is found. Without effect: nothing is tiered.") { IsReadOnly = true },
        new("remote.log.storage.manager.impl.prefix", ConfigType.String, "rsm.config.", "Prefix of that class's settings. Without effect: nothing is tiered.") { IsReadOnly = true },
        new("remote.log.storage.system.enable", ConfigType.Boolean, "false", "Whether tiered storage is available; it is not.") { Rule = ConfigRule.OneOf("false"), IsReadOnly = true },
    ];
}
