namespace Weir.Broker.Groups.Consumer;

/// <summary>A member as an assignor sees it.</summary>
/// <param name="Id">Member id.</param>
/// <param name="InstanceId">Null for dynamic members.</param>
/// <param name="Topics">The topics it subscribes to, as far as they exist.</param>
/// <param name="Current">Its target assignment so far.</param>
internal sealed record AssignmentMember(string Id, string? InstanceId, IReadOnlySet<Guid> Topics, IReadOnlySet<TopicIdPartition> Current);
