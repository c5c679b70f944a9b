namespace Weir.Broker;

/// <summary>Broker settings of the logs beyond the defaults of topics (Kafka documentation, "Broker Configs").</summary>
internal static class BrokerLogDefinitions
{
    public static ConfigDefinition[] All { get; } =
    [
        new("log.cleaner.backoff.ms", ConfigType.Long, "15000", "Milliseconds between looks for logs to compact.") { Rule = ConfigRule.AtLeast(0) },
        new("log.cleaner.dedupe.buffer.size", ConfigType.Long, "134217728", "Most bytes of memory for the keys of one compaction; taken as they are needed."),
        new("log.cleaner.enable", ConfigType.Boolean, "true", "Whether logs are compacted; topics with cleanup.policy=compact need it.") { IsReadOnly = true },
        new("log.cleaner.io.buffer.load.factor", ConfigType.Double, "0.9", "How full the memory for keys may become."),
        new("log.cleaner.io.buffer.size", ConfigType.Int, "524288", "Bytes that compaction reads and writes at once; half for each.") { Rule = ConfigRule.AtLeast(0) },
        new("log.cleaner.io.max.bytes.per.second", ConfigType.Double, "1.7976931348623157E308", "Most bytes that compaction reads and writes a second."),
        new("log.cleaner.threads", ConfigType.Int, "1", "Threads that compact logs. Stored for compatibility: one compacts, at low priority.") { Rule = ConfigRule.AtLeast(0) },
        new("log.flush.offset.checkpoint.interval.ms", ConfigType.Int, "60000", "Milliseconds between checkpoints of the recovery points.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("log.flush.scheduler.interval.ms", ConfigType.Long, "9223372036854775807", "Default of log.flush.interval.ms, in milliseconds. There is no scheduler: each log is flushed when its time has come.") { IsReadOnly = true },
        new("log.flush.start.offset.checkpoint.interval.ms", ConfigType.Int, "60000", "Milliseconds between checkpoints of the log start offsets.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("log.retention.hours", ConfigType.Int, "168", "Hours segments are kept; log.retention.minutes and log.retention.ms come first.") { IsReadOnly = true },
        new("log.retention.minutes", ConfigType.Int, null, "Minutes segments are kept; log.retention.ms comes first.") { IsReadOnly = true },
        new("log.roll.hours", ConfigType.Int, "168", "Hours after which a new segment is begun; log.roll.ms comes first.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("log.roll.jitter.hours", ConfigType.Int, "0", "Hours taken off log.roll.hours at random; log.roll.jitter.ms comes first.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
    ];
}
