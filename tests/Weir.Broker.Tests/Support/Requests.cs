using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>Short ways to the requests tests send most.</summary>
internal static class Requests
{
    public static CreateTopicsRequest CreateTopic(string name, int partitions = 1, params (string Name, string Value)[] configs) => new()
    {
        Topics =
        [
            new()
            {
                Name = name,
                NumPartitions = partitions,
                ReplicationFactor = 1,
                Configs = [.. configs.Select(config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Name, Value = config.Value })],
            },
        ],
    };

    public static ProduceRequest Produce(string topic, ReadOnlyMemory<byte> records, short acks = -1, int partition = 0) => new()
    {
        Acks = acks,
        TimeoutMs = 30_000,
        TopicData = [new() { Name = topic, PartitionData = [new() { Index = partition, Records = records }] }],
    };

    public static FetchRequest Fetch(string topic, long offset, int maxWaitMs = 0, int minBytes = 1, int partition = 0) => new()
    {
        MaxWaitMs = maxWaitMs,
        MinBytes = minBytes,
        MaxBytes = 50 * 1024 * 1024,
        Topics = [new() { Topic = topic, Partitions = [FetchPartition(offset, partition)] }],
    };

    public static FetchRequest.FetchPartition FetchPartition(long offset, int partition = 0, int maxBytes = 1024 * 1024) =>
        new() { Partition = partition, FetchOffset = offset, PartitionMaxBytes = maxBytes };
}
