namespace Weir.Client;

/// <summary>A topic with its partitions, in order.</summary>
public sealed record TopicDescription(string Name, Guid TopicId, bool IsInternal, IReadOnlyList<PartitionDescription> Partitions);
