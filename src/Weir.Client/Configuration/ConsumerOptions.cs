namespace Weir.Client;

/// <summary>Settings of a <see cref="Consumer{TKey, TValue}"/>.</summary>
public sealed class ConsumerOptions : ClientOptions
{
    /// <summary>The group that shares the partitions and commits offsets (<c>group.id</c>); null for manual assignment without commits.</summary>
    public string? GroupId { get; set; }

    /// <summary>A fixed identity: restarts within the session timeout cause no rebalance (<c>group.instance.id</c>, KIP-345).</summary>
    public string? GroupInstanceId { get; set; }

    /// <summary>Where to start without a usable committed offset (<c>auto.offset.reset</c>).</summary>
    public AutoOffsetReset AutoOffsetReset { get; set; } = AutoOffsetReset.Latest;

    /// <summary>How far back from now <see cref="AutoOffsetReset.ByDuration"/> starts.</summary>
    public TimeSpan AutoOffsetResetDuration { get; set; }

    /// <summary>Whether positions are committed by themselves (<c>enable.auto.commit</c>).</summary>
    public bool EnableAutoCommit { get; set; } = true;

    /// <summary>How often they are (<c>auto.commit.interval.ms</c>).</summary>
    public TimeSpan AutoCommitInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How the consumer takes part in its group (<c>group.protocol</c>).</summary>
    public GroupProtocol GroupProtocol { get; set; }

    /// <summary>The broker's assignor to ask for, <c>uniform</c> or <c>range</c>, with <see cref="GroupProtocol.Consumer"/>; null leaves it to the broker (<c>group.remote.assignor</c>).</summary>
    public string? GroupRemoteAssignor { get; set; }

    /// <summary>Assignors offered to the group, best first (<c>partition.assignment.strategy</c>).</summary>
    public IReadOnlyList<AssignmentStrategy> PartitionAssignmentStrategy { get; set; } = [AssignmentStrategy.Range, AssignmentStrategy.CooperativeSticky];

    /// <summary>How long the coordinator waits for a heartbeat before it takes the member for dead (<c>session.timeout.ms</c>).</summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How often heartbeats are sent (<c>heartbeat.interval.ms</c>).</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the program may take between two records or batches before it leaves the group (<c>max.poll.interval.ms</c>).</summary>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most records in one batch of <see cref="Consumer{TKey, TValue}.ConsumeBatchesAsync"/> (<c>max.poll.records</c>).</summary>
    public int MaxPollRecords { get; set; } = 500;

    /// <summary>The broker waits for this many bytes, or for <see cref="FetchMaxWait"/> (<c>fetch.min.bytes</c>).</summary>
    public int FetchMinBytes { get; set; } = 1;

    /// <summary>How long the broker may wait (<c>fetch.max.wait.ms</c>).</summary>
    public TimeSpan FetchMaxWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most bytes in one answer; one batch is returned even if it is larger (<c>fetch.max.bytes</c>).</summary>
    public int FetchMaxBytes { get; set; } = 50 * 1024 * 1024;

    /// <summary>Most bytes of one partition in one answer (<c>max.partition.fetch.bytes</c>).</summary>
    public int MaxPartitionFetchBytes { get; set; } = 1024 * 1024;

    /// <summary>Whether records of open and aborted transactions are seen (<c>isolation.level</c>).</summary>
    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadUncommitted;

    /// <summary>Whether the checksum of each batch is verified (<c>check.crcs</c>).</summary>
    public bool CheckCrcs { get; set; } = true;

    /// <summary>Whether asking for a topic may create it on the broker (<c>allow.auto.create.topics</c>).</summary>
    public bool AllowAutoCreateTopics { get; set; } = true;

    /// <summary>Whether a subscription by pattern leaves out the brokers' own topics (<c>exclude.internal.topics</c>).</summary>
    public bool ExcludeInternalTopics { get; set; } = true;

    internal override void Validate()
    {
        base.Validate();
        OptionRules.Positive("auto.commit.interval.ms", AutoCommitInterval);
        OptionRules.Positive("session.timeout.ms", SessionTimeout);
        OptionRules.Positive("heartbeat.interval.ms", HeartbeatInterval);
        OptionRules.Positive("max.poll.interval.ms", MaxPollInterval);
        OptionRules.NotNegative("fetch.max.wait.ms", FetchMaxWait);
        OptionRules.InRange("max.poll.records", MaxPollRecords, 1, int.MaxValue);
        OptionRules.InRange("fetch.min.bytes", FetchMinBytes, 0, int.MaxValue);
        OptionRules.InRange("fetch.max.bytes", FetchMaxBytes, 1, int.MaxValue);
        OptionRules.InRange("max.partition.fetch.bytes", MaxPartitionFetchBytes, 1, int.MaxValue);
        if (AutoOffsetResetDuration < TimeSpan.Zero)
        {
            throw new ClientConfigurationException("auto.offset.reset", AutoOffsetResetDuration.ToString(), "the duration must not be negative.");
        }

        if (GroupId is "")
        {
            throw new ClientConfigurationException("group.id", "", "it must not be empty. Leave it out to consume without a group.");
        }

        if (HeartbeatInterval >= SessionTimeout)
        {
            throw new ClientConfigurationException(
                "heartbeat.interval.ms", HeartbeatInterval.ToString(), "it must be shorter than session.timeout.ms; a third of it is usual.");
        }

        if (PartitionAssignmentStrategy.Count == 0)
        {
            throw new ClientConfigurationException("partition.assignment.strategy", "", "name at least one of range, roundrobin, sticky, cooperative-sticky.");
        }
    }
}
