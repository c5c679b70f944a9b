using Weir.Client;
using Weir.Protocol.Records;

namespace Weir.Compat.Tests.Clients;

/// <summary>Weir's own client as one of the clients under comparison.</summary>
internal sealed class WeirClient : ICompatClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Name => "weir";

    public bool SetsTimestamps => true;

    public bool WritesNullHeaders => true;

    public Task<IReadOnlyList<string>> CodecsAsync() => Task.FromResult<IReadOnlyList<string>>(CompatClients.Codecs);

    public async Task ProduceAsync(string bootstrapServers, IReadOnlyList<TopicPlan> topics)
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = bootstrapServers });
        var unlimited = new Dictionary<string, string> { ["retention.ms"] = "-1" };
        await admin.CreateTopicsAsync(topics.Select(t => new NewTopic(t.Name, t.Partitions) { Configs = unlimited }));
        foreach (var topic in topics)
        {
            await ProduceAsync(bootstrapServers, topic);
        }
    }

    public async Task<IReadOnlyDictionary<string, List<WireRecord>>> ConsumeAsync(string bootstrapServers, IReadOnlyList<TopicPlan> topics)
    {
        using var limit = new CancellationTokenSource(Patience);
        var options = new ConsumerOptions { BootstrapServers = bootstrapServers, AutoOffsetReset = AutoOffsetReset.Earliest };
        await using var consumer = new Consumer<byte[]?, byte[]?>(options, Deserializers.ByteArray, Deserializers.ByteArray);
        consumer.Assign(topics.SelectMany(t => Enumerable.Range(0, t.Partitions).Select(p => new TopicPartition(t.Name, p))));
        var read = topics.ToDictionary(t => t.Name, _ => new List<WireRecord>());
        var left = topics.Sum(t => t.Count);
        await foreach (var result in consumer.ConsumeAsync(limit.Token))
        {
            read[result.Topic].Add(ToWire(result));
            if (--left == 0)
            {
                break;
            }
        }

        return read;
    }

    private static async Task ProduceAsync(string bootstrapServers, TopicPlan topic)
    {
        var options = new ProducerOptions
        {
            BootstrapServers = bootstrapServers,
            CompressionType = Enum.Parse<CompressionType>(topic.Compression, ignoreCase: true),
            Linger = TimeSpan.FromMilliseconds(20),
        };
        await using var producer = new Producer<byte[]?, byte[]?>(options, Serializers.ByteArray, Serializers.ByteArray);
        var delivered = await Task.WhenAll(topic.Records.Select(r => producer.SendAsync(FromWire(topic.Name, r)).AsTask()));
        Assert.Equal(topic.Records.Select(r => $"{r.Partition}@{r.Offset}"), delivered.Select(at => $"{at.Partition}@{at.Offset}"));
    }

    private static ProducerRecord<byte[]?, byte[]?> FromWire(string topic, WireRecord record)
    {
        var headers = new Headers();
        foreach (var header in record.Headers)
        {
            headers.Add(header[0]!, Bytes(header[1]) is { } value ? (ReadOnlyMemory<byte>?)value : null);
        }

        return new ProducerRecord<byte[]?, byte[]?>(topic, Bytes(record.Key), Bytes(record.Value))
        {
            Partition = record.Partition,
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(record.Timestamp),
            Headers = headers,
        };
    }

    private static WireRecord ToWire(ConsumeResult<byte[]?, byte[]?> result) => new()
    {
        Partition = result.Partition,
        Offset = result.Offset,
        Timestamp = result.TimestampMs,
        Key = Base64(result.Key),
        Value = Base64(result.Value),
        Headers = [.. result.Headers.Select(h => new[] { h.Key, h.Value is { } value ? Convert.ToBase64String(value.Span) : null })],
    };

    private static byte[]? Bytes(string? text) => text is null ? null : Convert.FromBase64String(text);

    private static string? Base64(byte[]? data) => data is null ? null : Convert.ToBase64String(data);
}
