namespace Weir.Broker.Groups;

/// <summary>States of a classic group (KIP-62; names as DescribeGroups and ListGroups report them).</summary>
internal enum GroupState
{
    /// <summary>No members; the group may hold committed offsets.</summary>
    Empty,

    /// <summary>Members are being collected for the next generation.</summary>
    PreparingRebalance,

    /// <summary>The generation is formed; the leader's assignment is awaited or being written.</summary>
    CompletingRebalance,

    /// <summary>Every member has, or can ask for, its assignment.</summary>
    Stable,

    /// <summary>The group is being deleted, or gone.</summary>
    Dead,
}
