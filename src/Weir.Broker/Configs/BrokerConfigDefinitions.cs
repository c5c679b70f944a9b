namespace Weir.Broker;

/// <summary>
/// The broker settings Weir knows, by Kafka's names (Kafka documentation, "Broker Configs"), and Weir's own under <c>weir.</c>.
/// The defaults of topic settings are added from <see cref="TopicConfigDefinitions"/>.
/// </summary>
internal static class BrokerConfigDefinitions
{
    // These have no default of their own: they take that of the coarser setting.
    private static readonly string?[] GivenInHours = ["log.retention.ms", "log.roll.ms", "log.roll.jitter.ms", "log.flush.interval.ms"];

    private static readonly ConfigDefinition[] Identity =
    [
        new("node.id", ConfigType.Int, null, "Id of this node.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("broker.id", ConfigType.Int, "-1", "Id of this broker; the same as node.id.") { Rule = ConfigRule.AtLeast(-1), IsReadOnly = true },
        new("broker.rack", ConfigType.String, null, "Rack of this broker; a single node has none.") { IsReadOnly = true },
        new("process.roles", ConfigType.List, null, "Roles of this process.") { Rule = ConfigRule.ListOf("broker", "controller"), IsReadOnly = true },
        new("log.dir", ConfigType.List, null, "Directory of all logs.") { IsReadOnly = true },
        new("log.dirs", ConfigType.List, null, "Directory of all logs.") { IsReadOnly = true },
        new("weir.durability", ConfigType.String, "disk", "When acks=all is answered: disk after fdatasync, os once in the page cache.") { Rule = ConfigRule.OneOf("disk", "os"), IsReadOnly = true },
    ];

    private static readonly ConfigDefinition[] Network =
    [
        new("listeners", ConfigType.List, "PLAINTEXT://:9092", "Addresses bound.") { IsReadOnly = true },
        new("advertised.listeners", ConfigType.List, null, "Addresses clients are told to use.") { IsReadOnly = true },
        new("listener.security.protocol.map", ConfigType.String, "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT", "Security protocol of each listener.") { IsReadOnly = true },
        new("inter.broker.listener.name", ConfigType.String, null, "Listener other brokers would use.") { IsReadOnly = true },
        new("max.connections", ConfigType.Int, "10000", "Connections above this many are refused.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("connections.max.idle.ms", ConfigType.Long, "600000", "Connections idle for longer are closed, in milliseconds; -1 never.") { IsReadOnly = true },
        new("socket.request.max.bytes", ConfigType.Int, "104857600", "Largest request accepted, in bytes.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("fetch.max.bytes", ConfigType.Int, "57671680", "Most bytes of records in one fetch response.") { Rule = ConfigRule.AtLeast(1024), IsReadOnly = true },
        new("max.incremental.fetch.session.cache.slots", ConfigType.Int, "1000", "Fetch sessions kept (KIP-227).") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("max.request.partition.size.limit", ConfigType.Int, "2000", "Most partitions in one page of DescribeTopicPartitions.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
    ];

    private static readonly ConfigDefinition[] Topics =
    [
        new("auto.create.topics.enable", ConfigType.Boolean, "true", "Whether asking for the metadata of an unknown topic creates it.") { IsReadOnly = true },
        new("delete.topic.enable", ConfigType.Boolean, "true", "Whether topics can be deleted.") { IsReadOnly = true },
        new("num.partitions", ConfigType.Int, "1", "Partitions of a topic created without a number.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("default.replication.factor", ConfigType.Int, "1", "Replication factor of a topic created without one.") { Rule = ConfigRule.Between(1, 1), IsReadOnly = true },
        new("log.retention.check.interval.ms", ConfigType.Long, "300000", "Milliseconds between looks for segments to delete.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("producer.id.expiration.ms", ConfigType.Int, "86400000", "Milliseconds after which the state of an idempotent producer is forgotten.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
    ];

    private static readonly ConfigDefinition[] Groups =
    [
        new("group.min.session.timeout.ms", ConfigType.Int, "6000", "Shortest session timeout a member may ask for, in milliseconds.") { IsReadOnly = true },
        new("group.max.session.timeout.ms", ConfigType.Int, "1800000", "Longest session timeout a member may ask for, in milliseconds.") { IsReadOnly = true },
        new("group.initial.rebalance.delay.ms", ConfigType.Int, "0", "How long a new group waits for more members, in milliseconds. Kafka's default is 3000; on a single node nobody needs the wait.") { Rule = ConfigRule.AtLeast(0), IsReadOnly = true },
        new("group.max.size", ConfigType.Int, "2147483647", "Most members of a group.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.coordinator.rebalance.protocols", ConfigType.List, "classic,consumer,streams", "Group protocols served; share groups go by the feature share.version.") { IsReadOnly = true },
        new("group.consumer.session.timeout.ms", ConfigType.Int, "45000", "Milliseconds without a heartbeat after which a member of a consumer group is removed.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.consumer.min.session.timeout.ms", ConfigType.Int, "45000", "Shortest session timeout a consumer group may be given, in milliseconds.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.consumer.max.session.timeout.ms", ConfigType.Int, "60000", "Longest session timeout a consumer group may be given, in milliseconds.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.consumer.heartbeat.interval.ms", ConfigType.Int, "5000", "Milliseconds between the heartbeats of a member of a consumer group.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.consumer.min.heartbeat.interval.ms", ConfigType.Int, "5000", "Shortest heartbeat interval a consumer group may be given, in milliseconds.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.consumer.max.heartbeat.interval.ms", ConfigType.Int, "15000", "Longest heartbeat interval a consumer group may be given, in milliseconds.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.consumer.max.size", ConfigType.Int, "2147483647", "Most members of a consumer group.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("group.consumer.assignors", ConfigType.List, "uniform,range", "Assignors of consumer groups; the first is the default.") { Rule = ConfigRule.ListOf("uniform", "range"), IsReadOnly = true },
        new("group.consumer.migration.policy", ConfigType.String, "bidirectional", "Which way groups with members may change between the classic and the consumer protocol.") { Rule = ConfigRule.OneOf("disabled", "upgrade", "downgrade", "bidirectional"), IsReadOnly = true },
        new("offset.metadata.max.bytes", ConfigType.Int, "4096", "Longest text stored with a committed offset, in bytes.") { IsReadOnly = true },
        new("offsets.retention.minutes", ConfigType.Int, "10080", "Minutes after which the offsets of an empty group are forgotten.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("offsets.retention.check.interval.ms", ConfigType.Long, "600000", "Milliseconds between looks for offsets to forget.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("offsets.topic.num.partitions", ConfigType.Int, "1", "Partitions of __consumer_offsets. Kafka's default is 50; one coordinator needs one.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("offsets.topic.replication.factor", ConfigType.Short, "1", "Replication factor of __consumer_offsets.") { Rule = ConfigRule.Between(1, 1), IsReadOnly = true },
        new("offsets.topic.segment.bytes", ConfigType.Int, "104857600", "Segment size of __consumer_offsets, in bytes.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
        new("offsets.load.buffer.size", ConfigType.Int, "5242880", "Bytes read at once when offsets are loaded.") { Rule = ConfigRule.AtLeast(1), IsReadOnly = true },
    ];

    /// <summary>Each setting once; what is defined here comes before the definitions by subject.</summary>
    public static IReadOnlyList<ConfigDefinition> All { get; } = new ConfigDefinition[][]
    {
        Identity, Network, Topics, Groups, [.. TopicDefaults()],
        BrokerGroupDefinitions.All, BrokerShareDefinitions.All, BrokerTransactionDefinitions.All, BrokerQuorumDefinitions.All, BrokerTieringDefinitions.All,
        BrokerReplicationDefinitions.All, BrokerLogDefinitions.All, BrokerSecurityDefinitions.All, BrokerRuntimeDefinitions.All,
    }.SelectMany(definitions => definitions).DistinctBy(definition => definition.Name).ToList();

    public static IReadOnlyDictionary<string, ConfigDefinition> ByName { get; } = All.ToDictionary(definition => definition.Name, StringComparer.Ordinal);

    // Kafka's static names of topic defaults; these alone can be changed while the broker runs.
    private static IEnumerable<ConfigDefinition> TopicDefaults() =>
        from topic in TopicConfigDefinitions.All
        where topic.BrokerName is not null
        select topic with
        {
            Name = topic.BrokerName!,
            BrokerName = null,
            Default = GivenInHours.Contains(topic.BrokerName) ? null : topic.Default,
            Documentation = $"Default of the topic setting {topic.Name}: {topic.Documentation}",
        };
}
