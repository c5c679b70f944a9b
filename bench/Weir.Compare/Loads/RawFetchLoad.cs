using System.Buffers.Binary;
using System.Diagnostics;
using Weir.Compare.Brokers;
using Weir.Compare.Raw;
using Weir.Protocol.Messages;

namespace Weir.Compare.Loads;

/// <summary>Reads a prepared topic over and over through one raw connection, without decoding records.</summary>
internal sealed class RawFetchLoad(int recordSize, int maxBytes) : ILoad
{
    private const int BatchSize = 16 * 1024;
    private const int PreparedBytes = 512 * 1024 * 1024;
    private const short Version = 11;
    private const long OffsetMark = 0x1122334455667788;

    public string Name => $"raw-fetch {recordSize} B, {maxBytes / 1024} KiB";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        string topic = $"fetch-{recordSize}";
        Topics.Create(broker.Port, topic);
        byte[] batch = Batches.Build(recordSize, BatchSize, out int perBatch);
        using var connection = new RawConnection(broker.Port);
        Prepare(connection, Batches.ProduceFrame(topic, batch), PreparedBytes / batch.Length);
        byte[] request = FetchFrame(topic);
        int recordsAt = 4 + 4 + 2 + 4 + 4 + 2 + topic.Length + 4 + 4 + 2 + 8 + 8 + 8 + 4 + 4;
        Drive(connection, request, recordsAt, batch.Length, perBatch, options.WarmUp);
        var meter = new CpuMeter(broker);
        long records = Drive(connection, request, recordsAt, batch.Length, perBatch, options.Duration);
        return meter.Throughput(records, recordSize);
    }

    private static void Prepare(RawConnection connection, byte[] frame, int batches)
    {
        const int Window = 16;
        for (int i = 0; i < batches + Window; i++)
        {
            if (i < batches)
            {
                connection.Send(frame);
            }

            if (i >= Window)
            {
                connection.Receive();
            }
        }
    }

    private static long Drive(RawConnection connection, byte[] request, int recordsAt, int batchLength, int perBatch, TimeSpan duration)
    {
        int offsetAt = request.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88]); // OffsetMark, big-endian
        byte[] frame = [.. request];
        long begin = Stopwatch.GetTimestamp();
        long offset = 0;
        long total = 0;
        while (Stopwatch.GetElapsedTime(begin) < duration)
        {
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(offsetAt), offset);
            connection.Send(frame);
            ReadOnlySpan<byte> response = connection.Receive().Span;
            int length = BinaryPrimitives.ReadInt32BigEndian(response[recordsAt..]);
            int whole = length / batchLength;
            offset = whole == 0 ? 0 : offset + ((long)whole * perBatch);
            total += (long)whole * perBatch;
        }

        return total > 0 ? total : throw new InvalidOperationException("the broker returned no records");
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
