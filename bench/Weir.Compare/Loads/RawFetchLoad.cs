using System.Buffers.Binary;
using System.Diagnostics;
using Weir.Compare.Brokers;
using Weir.Compare.Raw;
using Weir.Protocol.Messages;

namespace Weir.Compare.Loads;

/// <summary>Reads a prepared topic over and over through one raw connection, several fetches in flight, without decoding records.</summary>
internal sealed class RawFetchLoad(int recordSize, int maxBytes, int inFlight) : ILoad
{
    private const int PreparedBytes = 512 * 1024 * 1024;
    private const short Version = 11;
    private const long OffsetMark = 0x1122334455667788;

    public string Name => $"raw-fetch {recordSize} B, {maxBytes / 1024} KiB x {inFlight}";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        string topic = $"fetch-{recordSize}-{maxBytes}-{inFlight}";
        PreparedTopic.Filling filling = PreparedTopic.FillBytes(broker, topic, recordSize, PreparedBytes);
        using var connection = new RawConnection(broker.Port);
        int recordsAt = 4 + 4 + 2 + 4 + 4 + 2 + topic.Length + 4 + 4 + 2 + 8 + 8 + 8 + 4 + 4;
        var cursor = new FetchCursor(FetchFrame(topic), OffsetMark, filling.Batches, Math.Max(maxBytes / filling.BatchBytes, 1), filling.RecordsPerBatch);
        Drive(connection, cursor, recordsAt, filling.BatchBytes, options.WarmUp);
        var meter = new CpuMeter(broker);
        long records = Drive(connection, cursor, recordsAt, filling.BatchBytes, options.Duration) * filling.RecordsPerBatch;
        return meter.Throughput(records, recordSize);
    }

    /// <returns>Whole batches received.</returns>
    private long Drive(RawConnection connection, FetchCursor cursor, int recordsAt, int batchLength, TimeSpan duration)
    {
        long begin = Stopwatch.GetTimestamp();
        long total = 0;
        int open = 0;
        while (open > 0 || Stopwatch.GetElapsedTime(begin) < duration)
        {
            for (; open < inFlight && Stopwatch.GetElapsedTime(begin) < duration; open++)
            {
                connection.Send(cursor.Next());
            }

            do
            {
                int length = BinaryPrimitives.ReadInt32BigEndian(connection.ReceiveHead(recordsAt + sizeof(int)).Span[recordsAt..]);
                total += length >= batchLength ? length / batchLength : throw new InvalidOperationException("the broker returned no records");
                open--;
            }
            while (open > 0 && connection.HasBufferedResponse);
        }

        return total;
    }

    private byte[] FetchFrame(string topic) => RawConnection.Flatten(
        new FetchRequest
        {
            MaxWaitMs = 0,
            MinBytes = 0,
            MaxBytes = maxBytes,
            Topics =
            [
                new FetchRequest.FetchTopic
                {
                    Topic = topic,
                    Partitions = [new FetchRequest.FetchPartition { FetchOffset = OffsetMark, PartitionMaxBytes = maxBytes }],
                },
            ],
        },
        Version);
}
