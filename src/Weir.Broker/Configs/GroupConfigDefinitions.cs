namespace Weir.Broker;

/// <summary>Settings of one group (Kafka documentation, "Group Configs"), with the broker setting each default comes from.</summary>
internal static class GroupConfigDefinitions
{
    public static IReadOnlyList<ConfigDefinition> All { get; } =
    [
        new("consumer.assignment.interval.ms", ConfigType.Int, "1000", "Milliseconds between two assignments of this consumer group.") { Rule = ConfigRule.AtLeast(0), BrokerName = "group.consumer.assignment.interval.ms" },
        new("consumer.heartbeat.interval.ms", ConfigType.Int, "5000", "Milliseconds between the heartbeats of this consumer group's members.") { Rule = ConfigRule.AtLeast(1), BrokerName = "group.consumer.heartbeat.interval.ms" },
        new("consumer.session.timeout.ms", ConfigType.Int, "45000", "Milliseconds without a heartbeat after which a member of this consumer group is removed.") { Rule = ConfigRule.AtLeast(1), BrokerName = "group.consumer.session.timeout.ms" },
        new("share.assignment.interval.ms", ConfigType.Int, "1000", "Milliseconds between two assignments of this share group.") { Rule = ConfigRule.AtLeast(0), BrokerName = "group.share.assignment.interval.ms" },
        new("share.auto.offset.reset", ConfigType.String, "latest", "Where this share group begins: earliest, latest, or by_duration: and how far back, as by_duration:PT1H.") { Rule = ConfigRule.OffsetReset },
        new("share.delivery.count.limit", ConfigType.Int, "5", "How often a record is delivered to this share group at most.") { Rule = ConfigRule.AtLeast(2), BrokerName = "group.share.delivery.count.limit" },
        new("share.heartbeat.interval.ms", ConfigType.Int, "5000", "Milliseconds between the heartbeats of this share group's members.") { Rule = ConfigRule.AtLeast(1), BrokerName = "group.share.heartbeat.interval.ms" },
        new("share.isolation.level", ConfigType.String, "read_uncommitted", "Whether this share group reads records of open and aborted transactions.") { Rule = ConfigRule.OneOf("read_committed", "read_uncommitted") },
        new("share.partition.max.record.locks", ConfigType.Int, "2000", "Most records of a partition this share group may hold locked at once.") { Rule = ConfigRule.AtLeast(100), BrokerName = "group.share.partition.max.record.locks" },
        new("share.record.lock.duration.ms", ConfigType.Int, "30000", "Milliseconds a record delivered to this share group stays locked.") { Rule = ConfigRule.AtLeast(1000), BrokerName = "group.share.record.lock.duration.ms" },
        new("share.renew.acknowledge.enable", ConfigType.Boolean, "true", "Whether consumers of this share group may renew their locks."),
        new("share.session.timeout.ms", ConfigType.Int, "45000", "Milliseconds without a heartbeat after which a member of this share group is removed.") { Rule = ConfigRule.AtLeast(1), BrokerName = "group.share.session.timeout.ms" },
        new("streams.assignment.interval.ms", ConfigType.Int, "1000", "Milliseconds between two assignments of this streams group.") { Rule = ConfigRule.AtLeast(0), BrokerName = "group.streams.assignment.interval.ms" },
        new("streams.heartbeat.interval.ms", ConfigType.Int, "5000", "Milliseconds between the heartbeats of this streams group's members.") { Rule = ConfigRule.AtLeast(1), BrokerName = "group.streams.heartbeat.interval.ms" },
        new("streams.initial.rebalance.delay.ms", ConfigType.Int, "3000", "Milliseconds this streams group waits for more members when it is new.") { Rule = ConfigRule.AtLeast(0), BrokerName = "group.streams.initial.rebalance.delay.ms" },
        new("streams.num.standby.replicas", ConfigType.Int, "0", "Standby tasks for each task of this streams group.") { Rule = ConfigRule.AtLeast(0), BrokerName = "group.streams.num.standby.replicas" },
        new("streams.session.timeout.ms", ConfigType.Int, "45000", "Milliseconds without a heartbeat after which a member of this streams group is removed.") { Rule = ConfigRule.AtLeast(1), BrokerName = "group.streams.session.timeout.ms" },
    ];

    public static IReadOnlyDictionary<string, ConfigDefinition> ByName { get; } = All.ToDictionary(definition => definition.Name, StringComparer.Ordinal);

    // Kinds of groups that have a session timeout and a heartbeat interval of their own.
    private static readonly string[] GroupKinds = ["consumer", "share", "streams"];

    /// <summary>What is wrong with a group's settings taken together with the broker's, or null.</summary>
    public static string? Problem(IReadOnlyDictionary<string, string> settings, BrokerConfig broker)
    {
        if (GroupBounds.ProblemOf(settings, broker) is { } problem)
        {
            return problem;
        }

        if (Effective("streams.num.standby.replicas") > broker.GetLong("group.streams.max.standby.replicas"))
        {
            return "streams.num.standby.replicas must be less than or equal to group.streams.max.standby.replicas";
        }

        string? kind = GroupKinds.FirstOrDefault(
            kind => Effective($"{kind}.session.timeout.ms") <= Effective($"{kind}.heartbeat.interval.ms"));
        return kind is null ? null : $"{kind}.session.timeout.ms must be greater than {kind}.heartbeat.interval.ms";

        long Effective(string name) => settings.TryGetValue(name, out string? own) ? ConfigText.ToLong(own) : broker.GetLong(ByName[name].BrokerName!);
    }
}
