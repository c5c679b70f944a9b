using Weir.TestSupport;

namespace Weir.Client.Tests.Brokers;

/// <summary>Three nodes of Apache Kafka, one of which dies in the middle.</summary>
public sealed class KafkaClusterTests
{
    private const int Keys = 50;
    private const int Records = 30_000;

    [Fact]
    public async Task Producing_through_the_death_of_a_broker_loses_doubles_and_reorders_nothing()
    {
        await using KafkaCluster cluster = await KafkaCluster.StartAsync();
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = cluster.BootstrapServers });
        await admin.CreateTopicAsync(new NewTopic("orders", 6, 3));

        int acknowledged = await ProduceAsync(cluster.BootstrapServers, () => cluster.KillAsync(node: 2));
        Assert.Equal(Records, acknowledged);
        await CheckAsync(cluster.BootstrapServers);
    }

    private static async Task<int> ProduceAsync(string servers, Func<Task> killOne)
    {
        await using var producer = new Producer<string?, string?>(
            new ProducerOptions { BootstrapServers = servers, BatchSize = 4096 }, Serializers.String, Serializers.String);
        int acknowledged = 0;
        Task kill = Task.CompletedTask;
        for (int i = 0; i < Records; i++)
        {
            await producer.PostAsync(new("orders", $"key-{i % Keys}", $"{i}"), report => acknowledged += report.IsDelivered ? 1 : 0);
            if (i == Records / 3)
            {
                kill = killOne();
            }

            if (i % 100 == 0)
            {
                await Task.Delay(5);
            }
        }

        await kill;
        await producer.FlushAsync().WaitAsync(TimeSpan.FromSeconds(100));
        return acknowledged;
    }

    private static async Task CheckAsync(string servers)
    {
        await using var consumer = new Consumer<string?, string?>(
            new ConsumerOptions { BootstrapServers = servers, AutoOffsetReset = AutoOffsetReset.Earliest }, Deserializers.String, Deserializers.String);
        IReadOnlyList<TopicPartition> partitions = await consumer.PartitionsAsync("orders");
        Assert.Equal(Records, (await consumer.EndOffsetsAsync(partitions)).Values.Sum());
        consumer.Assign(partitions);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var last = new Dictionary<string, int>();
        int count = 0;
        await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(timeout.Token))
        {
            int value = int.Parse(record.Value!);
            int expected = last.TryGetValue(record.Key!, out int before) ? before + Keys : int.Parse(record.Key!.AsSpan(4));
            Assert.Equal(expected, value);
            last[record.Key!] = value;
            if (++count == Records)
            {
                break;
            }
        }
    }
}
