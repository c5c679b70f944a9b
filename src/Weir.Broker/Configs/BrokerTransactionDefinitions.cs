namespace Weir.Broker;

/// <summary>Broker settings of transactions (Kafka documentation, "Broker Configs").</summary>
internal static class BrokerTransactionDefinitions
{
    public static ConfigDefinition[] All { get; } =
    [
        new("add.partitions.to.txn.retry.backoff.max.ms", ConfigType.Int, "100", "Longest wait between attempts to verify a partition of a transaction, in milliseconds. Without effect: coordinator and partition are one node.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("add.partitions.to.txn.retry.backoff.ms", ConfigType.Int, "20", "First wait between attempts to verify a partition of a transaction, in milliseconds. Without effect: coordinator and partition are one node.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("transaction.abort.timed.out.transaction.cleanup.interval.ms", ConfigType.Int, "10000", "Milliseconds between looks for transactions that have timed out.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("transaction.max.timeout.ms", ConfigType.Int, "900000", "Longest transaction timeout a producer may ask for, in milliseconds.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("transaction.partition.verification.enable", ConfigType.Boolean, "true", "Whether a partition must belong to the transaction that writes to it."),
        new("transaction.remove.expired.transaction.cleanup.interval.ms", ConfigType.Int, "3600000", "Milliseconds between looks for transactional ids to forget.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("transaction.state.log.load.buffer.size", ConfigType.Int, "5242880", "Bytes read at once when transactions are loaded.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("transaction.state.log.min.isr", ConfigType.Int, "1", "min.insync.replicas of __transaction_state.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("transaction.state.log.num.partitions", ConfigType.Int, "1", "Partitions of __transaction_state. Kafka's default is 50; one coordinator needs one.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("transaction.state.log.replication.factor", ConfigType.Short, "1", "Replication factor of __transaction_state.") { Rule = ConfigRule.Between(1, 1), IsReadOnly = true },
        new("transaction.state.log.segment.bytes", ConfigType.Int, "104857600", "Segment size of __transaction_state, in bytes.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("transaction.two.phase.commit.enable", ConfigType.Boolean, "false", "Whether producers may take part in an external two-phase commit (KIP-939).") { IsReadOnly = true },
        new("transactional.id.expiration.ms", ConfigType.Int, "604800000", "Milliseconds after which an unused transactional id is forgotten.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
    ];
}
