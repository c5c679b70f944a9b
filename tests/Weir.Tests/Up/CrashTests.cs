using System.Globalization;
using Weir.Client;
using Weir.Tests.Support;

namespace Weir.Tests.Up;

/// <summary>Kills <c>weir up --durability disk</c> under load, again and again, and looks for every acknowledged record.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Rounds = 4;
    private const int Partitions = 3;
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<TopicPartition, SortedDictionary<long, string>> _acknowledged = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Up_killed_under_load_keeps_every_acknowledged_record()
    {
        var random = new Random(4711);
        for (var round = 0; round < Rounds; round++)
        {
            var (broker, servers) = await WeirProcess.UpAsync(_directory["data"], "--durability", "disk");
            await using var _ = broker;
            if (round == 0)
            {
                await using var admin = new AdminClient(new AdminOptions { BootstrapServers = servers });
                await admin.CreateTopicAsync(new NewTopic("crash", Partitions));
            }
            await VerifyAsync(servers);
            await ProduceUntilKilledAsync(broker, servers, round, 2_000 + random.Next(4_000));
        }
        var (last, at) = await WeirProcess.UpAsync(_directory["data"]);
        await using var __ = last;
        Assert.Contains("recovered after a crash", last.Output, StringComparison.Ordinal);
        await VerifyAsync(at);
        (await last.TerminateAsync()).Succeeded();
    }

    // Several producers keep many batches under way; the kill comes as soon as enough records are acknowledged.
    private async Task ProduceUntilKilledAsync(WeirProcess broker, string servers, int round, int enough)
    {
        using var killed = new CancellationTokenSource();
        var before = Count();
        var producers = Enumerable.Range(0, 3).Select(i => ProduceAsync(servers, $"{round}-{i}", killed.Token)).ToArray();
        using var patience = new CancellationTokenSource(WeirProcess.Patience);
        while (Count() - before < enough)
        {
            await Task.Delay(1, patience.Token);
        }
        await broker.KillAsync();
        await killed.CancelAsync();
        await Task.WhenAll(producers);
    }

    private async Task ProduceAsync(string servers, string name, CancellationToken killed)
    {
        var options = new ProducerOptions
        {
            BootstrapServers = servers,
            DeliveryTimeout = TimeSpan.FromSeconds(3),
            RequestTimeout = TimeSpan.FromSeconds(1),
            MaxBlock = TimeSpan.FromSeconds(1),
        };
        await using var producer = new Producer<string?, string?>(options, Serializers.String, Serializers.String);
        try
        {
            for (var i = 0; !killed.IsCancellationRequested; i++)
            {
                var value = $"{name}-{i.ToString(CultureInfo.InvariantCulture)}-{new string('x', i % 700)}";
                await producer.PostAsync(new ProducerRecord<string?, string?>("crash", value, value), OnDelivery, value, killed);
            }
        }
        catch (Exception error) when (error is KafkaException or OperationCanceledException)
        {
            // The broker is gone.
        }
    }

    private void OnDelivery(DeliveryReport report)
    {
        if (report.IsDelivered)
        {
            lock (_acknowledged)
            {
                if (!_acknowledged.TryGetValue(report.Metadata.TopicPartition, out var records))
                {
                    _acknowledged[report.Metadata.TopicPartition] = records = [];
                }
                records.Add(report.Metadata.Offset, (string)report.State!);
            }
        }
    }

    private int Count()
    {
        lock (_acknowledged)
        {
            return _acknowledged.Values.Sum(records => records.Count);
        }
    }

    private async Task VerifyAsync(string servers)
    {
        var options = new ConsumerOptions { BootstrapServers = servers };
        await using var consumer = new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String);
        foreach (var (partition, expected) in _acknowledged)
        {
            var end = (await consumer.EndOffsetsAsync([partition]))[partition];
            Assert.True(end > expected.Keys.Max(), $"{partition} ends at {end}, but {expected.Keys.Max()} was acknowledged");
            var found = await ReadAsync(consumer, partition, end);
            foreach (var (offset, value) in expected)
            {
                Assert.Equal(value, found[offset]);
            }
            Assert.Equal(found.Count, found.Values.Distinct().Count());
        }
    }

    private static async Task<Dictionary<long, string?>> ReadAsync(Consumer<string?, string?> consumer, TopicPartition partition, long end)
    {
        using var patience = new CancellationTokenSource(WeirProcess.Patience);
        var found = new Dictionary<long, string?>();
        consumer.Assign([new TopicPartitionOffset(partition, 0)]);
        await foreach (var record in consumer.ConsumeAsync(patience.Token))
        {
            found.Add(record.Offset, record.Value);
            if (record.Offset + 1 >= end)
            {
                break;
            }
        }
        return found;
    }
}
