namespace Weir.Groups;

/// <summary>A group as <c>weir group describe --json</c> shows it.</summary>
/// <param name="Group">Its name.</param>
/// <param name="State">Empty, PreparingRebalance, CompletingRebalance, Stable or Dead.</param>
/// <param name="Assignor">The assignor in use; empty while there is none.</param>
/// <param name="Coordinator">Id of the broker that coordinates it.</param>
/// <param name="Members">Number of members.</param>
/// <param name="Lag">Records the group has still to consume, in all partitions it has committed or owns.</param>
/// <param name="Partitions">By topic and partition.</param>
internal sealed record GroupJson(
    string Group, string State, string Assignor, int Coordinator, int Members, long Lag, GroupPartitionJson[] Partitions);
