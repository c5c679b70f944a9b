namespace Weir.Broker.Groups.Streams;

/// <summary>What a streams group writes, in the order in which Apache Kafka writes the records of one change.</summary>
internal enum StreamsRecordKind
{
    /// <summary>A member with all its records.</summary>
    MemberRemoved,

    Member,

    Topology,

    Epoch,

    Target,

    TargetEpoch,

    Assignment,
}
