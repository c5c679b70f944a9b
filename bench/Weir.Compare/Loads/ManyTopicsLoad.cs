using System.Diagnostics;
using Weir.Compare.Brokers;
using Weir.Compare.Raw;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compare.Loads;

/// <summary>1,000 topics of 4 partitions: created, listed, one record produced to each partition.</summary>
internal sealed class ManyTopicsLoad : ILoad
{
    private const int TopicCount = 1000;
    private const int Partitions = 4;

    public string Name => "many-topics 1000 x 4";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        using var connection = new RawConnection(broker.Port);
        TimeSpan create = Time(() => Create(connection));
        TimeSpan list = Time(() => List(connection));
        TimeSpan produce = Time(() => Produce(connection));
        return
        [
            new Measurement("create s", create.TotalSeconds, HigherIsBetter: false),
            new Measurement("list ms", list.TotalMilliseconds, HigherIsBetter: false),
            new Measurement("produce to each s", produce.TotalSeconds, HigherIsBetter: false),
            new Measurement("resident MiB", broker.ResidentMiB, HigherIsBetter: false),
        ];
    }

    private static TimeSpan Time(Action action)
    {
        long begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin);
    }

    private static void Create(RawConnection connection)
    {
        var request = new CreateTopicsRequest { TimeoutMs = 60_000 };
        for (int i = 0; i < TopicCount; i++)
        {
            request.Topics.Add(new CreateTopicsRequest.CreatableTopic { Name = $"many-{i}", NumPartitions = Partitions, ReplicationFactor = 1 });
        }

        CreateTopicsResponse response = connection.Ask<CreateTopicsRequest, CreateTopicsResponse>(request, 4);
        if (response.Topics.FirstOrDefault(t => t.ErrorCode != ErrorCode.None) is { } failed)
        {
            throw new InvalidOperationException($"{failed.Name}: {failed.ErrorCode} {failed.ErrorMessage}");
        }

        while (List(connection) < TopicCount)
        {
            Thread.Sleep(5);
        }
    }

    private static int List(RawConnection connection)
    {
        MetadataResponse response = connection.Ask<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = null, AllowAutoTopicCreation = false }, 4);
        return response.Topics.Count(t => t.Name!.StartsWith("many-", StringComparison.Ordinal) && t.Partitions.Count == Partitions && t.Partitions.All(p => p.LeaderId >= 0));
    }

    private static void Produce(RawConnection connection)
    {
        byte[] batch = Batches.Build(100, 1, out _);
        for (int i = 0; i < TopicCount; i++)
        {
            var request = new ProduceRequest { Acks = -1, TimeoutMs = 30_000 };
            var topic = new ProduceRequest.TopicProduceData { Name = $"many-{i}" };
            for (int p = 0; p < Partitions; p++)
            {
                topic.PartitionData.Add(new ProduceRequest.PartitionProduceData { Index = p, Records = batch });
            }

            request.TopicData.Add(topic);
            SendUntilTaken(connection, request);
        }
    }

    // Kafka names leaders before they lead; a client repeats what was refused for that.
    private static void SendUntilTaken(RawConnection connection, ProduceRequest request)
    {
        ProduceRequest.TopicProduceData topic = request.TopicData[0];
        while (topic.PartitionData.Count > 0)
        {
            ProduceResponse response = connection.Ask<ProduceRequest, ProduceResponse>(request, Batches.ProduceVersion);
            foreach (ProduceResponse.PartitionProduceResponse partition in response.Responses[0].PartitionResponses)
            {
                if (partition.ErrorCode == ErrorCode.None)
                {
                    topic.PartitionData.RemoveAll(p => p.Index == partition.Index);
                }
                else if (partition.ErrorCode != ErrorCode.NotLeaderOrFollower)
                {
                    throw new InvalidOperationException($"{topic.Name}-{partition.Index}: {partition.ErrorCode}");
                }
            }
        }
    }
}
