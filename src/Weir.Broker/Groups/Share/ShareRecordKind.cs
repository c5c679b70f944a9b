namespace Weir.Broker.Groups.Share;

/// <summary>What a share group writes, in the order in which Apache Kafka replays the records of one change.</summary>
internal enum ShareRecordKind
{
    /// <summary>A member with all its records.</summary>
    MemberRemoved,

    Subscription,

    Epoch,

    Target,

    TargetEpoch,

    Assignment,

    /// <summary>The partitions delivery states are kept of.</summary>
    Initialized,
}
