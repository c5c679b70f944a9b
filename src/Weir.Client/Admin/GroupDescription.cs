namespace Weir.Client;

/// <summary>A group with its members.</summary>
/// <param name="GroupId">Its name.</param>
/// <param name="State">Empty or Stable; between them PreparingRebalance and CompletingRebalance, of a consumer group Assigning and Reconciling; of a streams group NotReady, too.</param>
/// <param name="Type">One of <see cref="GroupType"/>.</param>
/// <param name="ProtocolType"><c>consumer</c> for consumers.</param>
/// <param name="Assignor">The assignor in use, for example <c>range</c>; empty while there is none.</param>
/// <param name="CoordinatorId">Id of the broker that coordinates the group.</param>
/// <param name="Members">In the coordinator's order.</param>
public sealed record GroupDescription(
    string GroupId,
    string State,
    string Type,
    string ProtocolType,
    string Assignor,
    int CoordinatorId,
    IReadOnlyList<GroupMember> Members);
