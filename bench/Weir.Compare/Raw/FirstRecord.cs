using System.Diagnostics;
using System.Net.Sockets;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compare.Raw;

/// <summary>Knocks until a broker has created a topic and acknowledged a record in it.</summary>
internal static class FirstRecord
{
    private const string Topic = "first-record";

    public static void AwaitAcknowledged(int port, TimeSpan limit)
    {
        long begin = Stopwatch.GetTimestamp();
        byte[] batch = Batches.Build(100, 1, out _);
        while (true)
        {
            try
            {
                Topics.Create(port, Topic);
                using var connection = new RawConnection(port);
                connection.Send(Batches.ProduceFrame(Topic, batch));
                var reader = new ProtocolReader(connection.Receive()[4..].ToArray());
                var response = new ProduceResponse();
                response.Read(ref reader, Batches.ProduceVersion);
                if (response.Responses[0].PartitionResponses[0].ErrorCode == ErrorCode.None)
                {
                    return;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
            {
            }

            if (Stopwatch.GetElapsedTime(begin) > limit)
            {
                throw new TimeoutException($"no record was acknowledged on port {port} within {limit.TotalSeconds:0} s");
            }

            Thread.Sleep(2);
        }
    }
}
