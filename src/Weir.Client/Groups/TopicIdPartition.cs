namespace Weir.Client.Groups;

/// <summary>Names one partition of one incarnation of a topic.</summary>
internal readonly record struct TopicIdPartition(Guid TopicId, int Partition);
