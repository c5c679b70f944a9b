namespace Weir.Client;

/// <summary>One topic of the cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TopicId">All zero on brokers before Kafka 2.8.</param>
/// <param name="IsInternal">Kept by the brokers for themselves.</param>
/// <param name="PartitionCount">Its number of partitions.</param>
public sealed record TopicListing(string Name, Guid TopicId, bool IsInternal, int PartitionCount);
