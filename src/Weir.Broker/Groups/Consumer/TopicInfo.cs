namespace Weir.Broker.Groups.Consumer;

/// <summary>What a group needs to know of a topic.</summary>
internal sealed record TopicInfo(string Name, Guid Id, int Partitions);
