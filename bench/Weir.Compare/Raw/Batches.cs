using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Compare.Raw;

/// <summary>Record batches and requests built before the clock starts.</summary>
internal static class Batches
{
    /// <summary>Non-flexible and served by every broker of interest; its response has fields at fixed places.</summary>
    public const short ProduceVersion = 7;

    public static byte[] Build(int recordSize, int batchSize, out int records)
    {
        using var builder = new RecordBatchBuilder();
        byte[] value = new byte[recordSize];
        new Random(1).NextBytes(value);
        records = 0;
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        while (records == 0 || builder.UncompressedSize + recordSize + 16 <= batchSize)
        {
            builder.Append(now, key: default, value);
            records++;
        }

        return builder.Build().ToArray();
    }

    public static byte[] ProduceFrame(string topic, byte[] batch) => RawConnection.Flatten(
        new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 30_000,
            TopicData = [new ProduceRequest.TopicProduceData { Name = topic, PartitionData = [new ProduceRequest.PartitionProduceData { Index = 0, Records = batch }] }],
        },
        ProduceVersion);
}
