namespace Weir.Broker.Groups.Streams;

/// <summary>What a heartbeat's answer says about the group besides errors (KIP-1071); the values are those of the protocol.</summary>
internal enum StreamsStatusCode : sbyte
{
    StaleTopology = 0,
    MissingSourceTopics = 1,
    IncorrectlyPartitionedTopics = 2,
    MissingInternalTopics = 3,
    ShutdownApplication = 4,
    AssignmentDelayed = 5,
}
