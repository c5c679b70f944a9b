namespace Weir.Broker.Groups.Streams;

/// <summary>States of a streams group (KIP-1071), by the names clients see.</summary>
internal enum StreamsGroupState
{
    Empty,

    /// <summary>Topics of the topology are missing or do not fit.</summary>
    NotReady,

    /// <summary>The target assignment is not computed for the newest epoch yet.</summary>
    Assigning,

    /// <summary>Members are on their way to the target assignment.</summary>
    Reconciling,

    Stable,
}
