namespace Weir.ShareGroups;

/// <summary>How far a share group has come in a partition; no start before it has begun, no lag from brokers that do not tell.</summary>
internal sealed record SharePartitionJson(string Topic, int Partition, long? Start, long? Lag);
