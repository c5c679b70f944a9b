using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Weir.Client;

namespace Weir.Testing.Tests;

public sealed class EmbeddedBrokerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task StartAsync_fifty_side_by_side_each_holds_only_its_own_records()
    {
        const int Brokers = 50;
        await Task.WhenAll(Enumerable.Range(0, Brokers).Select(async number =>
        {
            await using var broker = await EmbeddedBroker.StartAsync();
            await ProduceAsync(broker, "numbers", $"{number}", $"{number + Brokers}");
            Assert.Equal([$"{number}", $"{number + Brokers}"], (await ConsumeAsync(broker, "numbers", 2)).Select(r => r.Value));
        })).WaitAsync(Patience);
    }

    [Fact]
    public async Task DisposeAsync_removes_the_temporary_directory_and_stops_listening()
    {
        var broker = await EmbeddedBroker.StartAsync();
        Assert.True(Directory.Exists(broker.DataDirectory));
        await broker.DisposeAsync();

        Assert.False(Directory.Exists(broker.DataDirectory));
        using var client = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, broker.Port));
    }

    [Fact]
    public async Task StartAsync_on_a_given_directory_finds_the_records_of_the_broker_before()
    {
        var directory = Directory.CreateTempSubdirectory("weir-kept-");
        try
        {
            var options = new EmbeddedBrokerOptions { DataDirectory = directory.FullName };
            await using (var first = await EmbeddedBroker.StartAsync(options))
            {
                await ProduceAsync(first, "kept", "still here");
            }

            await using var second = await EmbeddedBroker.StartAsync(options);
            Assert.Equal("still here", Assert.Single(await ConsumeAsync(second, "kept", 1)).Value);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task StartAsync_with_topics_creates_them_with_their_partitions_and_settings()
    {
        var settings = new Dictionary<string, string?> { ["retention.ms"] = "86400000" };
        await using var broker = await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions { Topics = [new EmbeddedTopic("rides", 2, settings), new EmbeddedTopic("zones")] });
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = broker.BootstrapServers });

        var described = (await admin.DescribeTopicsAsync(["rides", "zones"])).ToDictionary(t => t.Name, t => t.Partitions.Count);
        Assert.Equal(new Dictionary<string, int> { ["rides"] = 2, ["zones"] = 1 }, described);
        var configs = await admin.DescribeConfigsAsync(new ConfigResource(ConfigResourceType.Topic, "rides"));
        Assert.Equal("86400000", configs.Single(c => c.Name == "retention.ms").Value);
    }

    [Fact]
    public async Task StartAsync_with_an_illegal_topic_says_why_and_leaves_nothing_behind()
    {
        var before = TemporaryDirectories();
        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions { Topics = [new EmbeddedTopic("not a topic")] }));

        Assert.Contains("'not a topic'", refused.Message);
        Assert.Empty(TemporaryDirectories().Except(before));
    }

    [Fact]
    public async Task Produce_to_an_absent_topic_fails_when_topics_are_not_created_on_first_use()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions { AutoCreateTopics = false });
        await using var producer = new Producer<string?, string?>(
            new ProducerOptions { BootstrapServers = broker.BootstrapServers, MaxBlock = TimeSpan.FromMilliseconds(500) }, Serializers.String, Serializers.String);

        await Assert.ThrowsAsync<KafkaException>(async () => await producer.SendAsync("absent", null, "lost"));
        await broker.CreateTopicAsync("absent", partitions: 3);
        Assert.Equal(3, await producer.PartitionCountAsync("absent"));
    }

    [Fact]
    public async Task TimeProvider_stamps_records_of_a_topic_with_append_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2020-07-01T00:25:32Z", CultureInfo.InvariantCulture));
        var settings = new Dictionary<string, string?> { ["message.timestamp.type"] = "LogAppendTime" };
        await using var broker = await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions { TimeProvider = time, Topics = [new EmbeddedTopic("stamped", 1, settings)] });
        await ProduceAsync(broker, "stamped", "a ride");

        Assert.Equal(time.GetUtcNow(), Assert.Single(await ConsumeAsync(broker, "stamped", 1)).Timestamp);
    }

    private static async Task ProduceAsync(EmbeddedBroker broker, string topic, params string[] values)
    {
        await using var producer = new Producer<string?, string?>(
            new ProducerOptions { BootstrapServers = broker.BootstrapServers }, Serializers.String, Serializers.String);
        foreach (var value in values)
        {
            await producer.SendAsync(topic, "key", value);
        }
    }

    private static async Task<List<ConsumeResult<string?, string?>>> ConsumeAsync(EmbeddedBroker broker, string topic, int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        var options = new ConsumerOptions { BootstrapServers = broker.BootstrapServers, AutoOffsetReset = AutoOffsetReset.Earliest };
        await using var consumer = new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String);
        consumer.Assign([new TopicPartition(topic, 0)]);
        var read = new List<ConsumeResult<string?, string?>>();
        await foreach (var result in consumer.ConsumeAsync(limit.Token))
        {
            read.Add(result);
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }

    private static string[] TemporaryDirectories() => Directory.GetDirectories(Path.GetTempPath(), "weir-embedded-*");
}
