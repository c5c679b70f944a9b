namespace Weir.Client.Groups;

/// <summary>What a member tells its coordinator; null is "as before".</summary>
/// <param name="MemberId">Chosen by the member itself.</param>
/// <param name="MemberEpoch">0 to join, negative to leave.</param>
/// <param name="IsFull">Everything is told, also what never changes.</param>
/// <param name="Topics">The subscription, sorted.</param>
/// <param name="Owned">The partitions in hand.</param>
internal readonly record struct HeartbeatMessage(
    string MemberId, int MemberEpoch, bool IsFull, IReadOnlyList<string>? Topics = null, IReadOnlyCollection<TopicIdPartition>? Owned = null);
