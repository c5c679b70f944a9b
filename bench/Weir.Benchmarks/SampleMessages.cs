using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Benchmarks;

/// <summary>Messages for one partition, as a client with one busy partition sends and gets them.</summary>
internal static class SampleMessages
{
    public const string Topic = "rides";

    public static ProduceRequest ProduceRequest(byte[] batch, short acks = 1) => new()
    {
        Acks = acks,
        TimeoutMs = 30_000,
        TopicData = [new() { Name = Topic, PartitionData = [new() { Index = 0, Records = batch }] }],
    };

    public static FetchRequest FetchRequest(long offset, int maxBytes) => new()
    {
        MaxWaitMs = 0,
        MinBytes = 1,
        MaxBytes = maxBytes,
        Topics = [new() { Topic = Topic, Partitions = [new() { Partition = 0, FetchOffset = offset, PartitionMaxBytes = maxBytes }] }],
    };

    public static FetchResponse FetchResponse(byte[] records) => new()
    {
        Responses = [new() { Topic = Topic, Partitions = [new() { PartitionIndex = 0, HighWatermark = 100, Records = records }] }],
    };

    public static byte[] Encode(IProtocolStructure message, short version)
    {
        var size = default(MessageSize);
        message.AddSize(ref size, version);
        byte[] bytes = new byte[size.Total];
        var writer = new ProtocolWriter(bytes);
        message.Write(ref writer, version);
        return bytes;
    }
}
