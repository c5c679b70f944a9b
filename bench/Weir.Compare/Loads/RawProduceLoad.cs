using System.Buffers.Binary;
using System.Diagnostics;
using Weir.Compare.Brokers;
using Weir.Compare.Raw;

namespace Weir.Compare.Loads;

/// <summary>Sends batches built beforehand over one raw connection and reads only the acknowledgements.</summary>
internal sealed class RawProduceLoad(int recordSize, int batchSize, int inFlight) : ILoad
{
    public string Name => $"raw-produce {recordSize} B, {batchSize / 1024} KiB x {inFlight}";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        string topic = $"raw-{recordSize}-{batchSize}-{inFlight}";
        Topics.Create(broker.Port, topic);
        byte[] frame = Batches.ProduceFrame(topic, Batches.Build(recordSize, batchSize, out int records));
        using var connection = new RawConnection(broker.Port);
        int errorAt = 4 + 4 + 2 + topic.Length + 4 + 4;
        Drive(connection, frame, errorAt, options.WarmUp);
        var meter = new CpuMeter(broker);
        long requests = Drive(connection, frame, errorAt, options.Duration);
        return meter.Throughput(requests * records, recordSize);
    }

    private long Drive(RawConnection connection, byte[] frame, int errorAt, TimeSpan duration)
    {
        long begin = Stopwatch.GetTimestamp();
        long acknowledged = 0;
        int open = 0;
        while (open > 0 || Stopwatch.GetElapsedTime(begin) < duration)
        {
            bool more = Stopwatch.GetElapsedTime(begin) < duration;
            for (; more && open < inFlight; open++)
            {
                connection.Send(frame);
            }

            do
            {
                short error = BinaryPrimitives.ReadInt16BigEndian(connection.Receive().Span[errorAt..]);
                if (error != 0)
                {
                    throw new InvalidOperationException($"produce failed with error {error}");
                }

                acknowledged++;
                open--;
            }
            while (open > 0 && connection.HasBufferedResponse);
        }

        return acknowledged;
    }
}
