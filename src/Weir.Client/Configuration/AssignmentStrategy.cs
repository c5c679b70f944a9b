namespace Weir.Client;

/// <summary>How the partitions are shared out among the members of a group (<c>partition.assignment.strategy</c>).</summary>
public enum AssignmentStrategy
{
    /// <summary>Consecutive partitions of each topic: co-partitioned topics stay together.</summary>
    Range,

    /// <summary>All partitions in turn.</summary>
    RoundRobin,

    /// <summary>Balanced, and as few moves as possible; all partitions stop during a rebalance (KIP-54).</summary>
    Sticky,

    /// <summary>Balanced, and as few moves as possible; only the partitions that move stop (KIP-429).</summary>
    CooperativeSticky,
}
