namespace Weir.Broker.Groups.Consumer;

/// <summary>Names one partition of one incarnation of a topic.</summary>
internal readonly record struct TopicIdPartition(Guid TopicId, int Partition);
