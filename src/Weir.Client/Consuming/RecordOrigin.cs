using Weir.Protocol.Records;

namespace Weir.Client.Consuming;

/// <summary>What a record's partition and batch say of it, and how often it was delivered.</summary>
internal readonly record struct RecordOrigin(TopicPartition Partition, TimestampType TimestampType, int LeaderEpoch, int DeliveryCount = 0);
