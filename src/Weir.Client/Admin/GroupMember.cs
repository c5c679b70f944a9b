namespace Weir.Client;

/// <summary>One member of a group.</summary>
/// <param name="MemberId">Given by the coordinator.</param>
/// <param name="GroupInstanceId">The static identity (KIP-345), or null.</param>
/// <param name="ClientId">The client's <c>client.id</c>.</param>
/// <param name="ClientHost">Where it connects from.</param>
/// <param name="Assignment">Its partitions; in a streams group the source partitions of its active tasks; empty for classic groups that are not of consumers.</param>
public sealed record GroupMember(
    string MemberId,
    string? GroupInstanceId,
    string ClientId,
    string ClientHost,
    IReadOnlyList<TopicPartition> Assignment);
