namespace Weir.Broker;

/// <summary>Broker settings of the logs beyond the defaults of topics (Kafka documentation, "Broker Configs").</summary>
internal static class BrokerLogDefinitions
{
    public static ConfigDefinition[] All { get; } =
    [
        new("log.cleaner.threads", ConfigType.Int, "1", "Threads that compact logs.") { Rule = ConfigRule.AtLeast(0) },
        new("log.flush.offset.checkpoint.interval.ms", ConfigType.Int, "60000", "Milliseconds between checkpoints of the recovery points.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("log.flush.scheduler.interval.ms", ConfigType.Long, "9223372036854775807", "Milliseconds between looks for logs to flush. Without effect: flushing follows weir.durability.") { IsReadOnly = true },
        new("log.flush.start.offset.checkpoint.interval.ms", ConfigType.Int, "60000", "Milliseconds between checkpoints of the log start offsets.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("log.retention.hours", ConfigType.Int, "168", "Hours segments are kept; log.retention.minutes and log.retention.ms come first.") { IsReadOnly = true },
        new("log.retention.minutes", ConfigType.Int, null, "Minutes segments are kept; log.retention.ms comes first.") { IsReadOnly = true },
        new("log.roll.hours", ConfigType.Int, "168", "Hours after which a new segment is begun; log.roll.ms comes first.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("log.roll.jitter.hours", ConfigType.Int, "0", "Hours taken off log.roll.hours at random; log.roll.jitter.ms comes first.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
    ];
}
