namespace Weir.Client.Groups;

/// <summary>What a join has brought.</summary>
/// <param name="Assigned">The member's partitions.</param>
/// <param name="LedTopics">Partition counts the leader has shared out by; null for other members.</param>
internal sealed record JoinResult(IReadOnlyList<TopicPartition> Assigned, IReadOnlyDictionary<string, int>? LedTopics);
