namespace Weir.Broker.Groups.Consumer;

/// <summary>States of a consumer group (KIP-848; names as ConsumerGroupDescribe and ListGroups report them).</summary>
internal enum ConsumerGroupState
{
    /// <summary>No members.</summary>
    Empty,

    /// <summary>The target assignment of the current epoch is not computed yet.</summary>
    Assigning,

    /// <summary>Members are on their way to the target assignment.</summary>
    Reconciling,

    /// <summary>Every member has its target assignment.</summary>
    Stable,
}
