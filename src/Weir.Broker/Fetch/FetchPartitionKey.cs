namespace Weir.Broker;

/// <summary>What identifies a partition in a fetch session: by name before version 13, by topic id from then on.</summary>
internal readonly record struct FetchPartitionKey(string TopicName, Guid TopicId, int Index);
