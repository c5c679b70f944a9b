namespace Weir.Broker;

/// <summary>Every topic setting of Kafka 4.3 (Kafka documentation, "Topic Configs"), with the broker setting its default comes from.</summary>
internal static class TopicConfigDefinitions
{
    private const string MaxLong = "9223372036854775807";

    public static IReadOnlyList<ConfigDefinition> All { get; } =
    [
        new("cleanup.policy", ConfigType.List, "delete", "What happens to old segments: delete drops them by age and size, compact keeps the last record of each key; both may be given, none keeps everything.") { Rule = ConfigRule.ListOf("compact", "delete"), BrokerName = "log.cleanup.policy" },
        new("compression.gzip.level", ConfigType.Int, "-1", "Level used when compression.type is gzip; -1 is the codec's default.") { Rule = ConfigRule.BetweenOr(1, 9, -1), BrokerName = "compression.gzip.level" },
        new("compression.lz4.level", ConfigType.Int, "9", "Level used when compression.type is lz4.") { Rule = ConfigRule.Between(1, 17), BrokerName = "compression.lz4.level" },
        new("compression.type", ConfigType.String, "producer", "Codec batches are stored with; producer keeps what the producer chose, uncompressed removes it.") { Rule = ConfigRule.OneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"), BrokerName = "compression.type" },
        new("compression.zstd.level", ConfigType.Int, "3", "Level used when compression.type is zstd.") { Rule = ConfigRule.Between(-131072, 22), BrokerName = "compression.zstd.level" },
        new("delete.retention.ms", ConfigType.Long, "86400000", "How long compaction keeps tombstones, in milliseconds.") { Rule = ConfigRule.AtLeast(0), BrokerName = "log.cleaner.delete.retention.ms" },
        new("file.delete.delay.ms", ConfigType.Long, "60000", "How long a deleted segment's files stay on disk, in milliseconds.") { Rule = ConfigRule.AtLeast(0), BrokerName = "log.segment.delete.delay.ms" },
        new("flush.messages", ConfigType.Long, MaxLong, "Unflushed records after which the log is flushed before the last of them is acknowledged; 1 flushes before every acknowledgement. With weir.durability=disk acks=all waits for a flush anyway.") { Rule = ConfigRule.AtLeast(1), BrokerName = "log.flush.interval.messages" },
        new("flush.ms", ConfigType.Long, MaxLong, "Longest time a record stays unflushed, in milliseconds. With weir.durability=disk every record is flushed at once.") { Rule = ConfigRule.AtLeast(0), BrokerName = "log.flush.interval.ms" },
        new("follower.replication.throttled.replicas", ConfigType.List, "", "Replicas throttled on the follower side. Without effect on a single node.") { Rule = ConfigRule.ThrottledReplicas },
        new("index.interval.bytes", ConfigType.Int, "4096", "Bytes of log between two entries of the offset index.") { Rule = ConfigRule.AtLeast(0), BrokerName = "log.index.interval.bytes" },
        new("leader.replication.throttled.replicas", ConfigType.List, "", "Replicas throttled on the leader side. Without effect on a single node.") { Rule = ConfigRule.ThrottledReplicas },
        new("local.retention.bytes", ConfigType.Long, "-2", "Bytes kept locally with tiered storage; -2 follows retention.bytes. Without effect here.") { Rule = ConfigRule.AtLeast(-2), BrokerName = "log.local.retention.bytes" },
        new("local.retention.ms", ConfigType.Long, "-2", "Milliseconds kept locally with tiered storage; -2 follows retention.ms. Without effect here.") { Rule = ConfigRule.AtLeast(-2), BrokerName = "log.local.retention.ms" },
        new("max.compaction.lag.ms", ConfigType.Long, MaxLong, "Longest time a record may stay uncompacted, in milliseconds.") { Rule = ConfigRule.AtLeast(1), BrokerName = "log.cleaner.max.compaction.lag.ms" },
        new("max.message.bytes", ConfigType.Int, "1048588", "Largest record batch accepted, in bytes, after compression.") { Rule = ConfigRule.AtLeast(0), BrokerName = "message.max.bytes" },
        new("message.timestamp.after.max.ms", ConfigType.Long, "3600000", "How far a record's create time may lie ahead of the broker's clock, in milliseconds.") { Rule = ConfigRule.AtLeast(0), BrokerName = "log.message.timestamp.after.max.ms" },
        new("message.timestamp.before.max.ms", ConfigType.Long, MaxLong, "How far a record's create time may lie behind the broker's clock, in milliseconds.") { Rule = ConfigRule.AtLeast(0), BrokerName = "log.message.timestamp.before.max.ms" },
        new("message.timestamp.type", ConfigType.String, "CreateTime", "Whether records carry the producer's time or the time of the append.") { Rule = ConfigRule.OneOf("CreateTime", "LogAppendTime"), BrokerName = "log.message.timestamp.type" },
        new("min.cleanable.dirty.ratio", ConfigType.Double, "0.5", "Share of uncompacted bytes from which a log is compacted.") { Rule = ConfigRule.Between(0, 1), BrokerName = "log.cleaner.min.cleanable.ratio" },
        new("min.compaction.lag.ms", ConfigType.Long, "0", "Shortest time a record stays uncompacted, in milliseconds.") { Rule = ConfigRule.AtLeast(0), BrokerName = "log.cleaner.min.compaction.lag.ms" },
        new("min.insync.replicas", ConfigType.Int, "1", "In-sync replicas a produce with acks=all needs, or all replicas if there are fewer: on a single node the one.") { Rule = ConfigRule.AtLeast(1), BrokerName = "min.insync.replicas" },
        new("preallocate", ConfigType.Boolean, "false", "Whether a new segment gets room on disk for segment.bytes when it is created. On Linux only.") { BrokerName = "log.preallocate" },
        new("remote.log.copy.disable", ConfigType.Boolean, "false", "Stops copying to tiered storage. Without effect here."),
        new("remote.log.delete.on.disable", ConfigType.Boolean, "false", "Deletes tiered data when tiering is disabled. Without effect here."),
        new("remote.storage.enable", ConfigType.Boolean, "false", "Tiered storage, which is not available here."),
        new("retention.bytes", ConfigType.Long, "-1", "Bytes a partition may hold before old segments are deleted; -1 is no limit.") { BrokerName = "log.retention.bytes" },
        new("retention.ms", ConfigType.Long, "604800000", "Age from which segments are deleted, in milliseconds; -1 is no limit.") { Rule = ConfigRule.AtLeast(-1), BrokerName = "log.retention.ms" },
        new("segment.bytes", ConfigType.Int, "1073741824", "Size at which a new segment is begun.") { Rule = ConfigRule.AtLeast(1048576), BrokerName = "log.segment.bytes" },
        new("segment.index.bytes", ConfigType.Int, "10485760", "Largest size of an offset index, in bytes.") { Rule = ConfigRule.AtLeast(4), BrokerName = "log.index.size.max.bytes" },
        new("segment.jitter.ms", ConfigType.Long, "0", "Random part taken off segment.ms so that segments do not roll together, in milliseconds.") { Rule = ConfigRule.AtLeast(0), BrokerName = "log.roll.jitter.ms" },
        new("segment.ms", ConfigType.Long, "604800000", "Age at which a new segment is begun although the old one is not full, in milliseconds.") { Rule = ConfigRule.AtLeast(1), BrokerName = "log.roll.ms" },
        new("unclean.leader.election.enable", ConfigType.Boolean, "false", "Whether a replica out of sync may lead. Without effect on a single node.") { BrokerName = "unclean.leader.election.enable" },
    ];

    public static IReadOnlyDictionary<string, ConfigDefinition> ByName { get; } = All.ToDictionary(definition => definition.Name, StringComparer.Ordinal);
}
