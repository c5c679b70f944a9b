namespace Weir.Broker.Groups.Streams;

/// <summary>A member as the assignor sees it.</summary>
/// <param name="Id">Member id.</param>
/// <param name="ProcessId">The process it is a thread of.</param>
/// <param name="Current">Its target assignment so far.</param>
internal sealed record TaskHost(string Id, string ProcessId, IReadOnlySet<RoleTask> Current);
