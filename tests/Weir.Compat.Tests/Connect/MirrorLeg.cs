using System.Text;
using Weir.Client;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Connect;

/// <summary>One direction of a mirror: a topic and a group of the source, and what becomes of them at the target.</summary>
/// <remarks>Thread model: one test owns it.</remarks>
internal sealed class MirrorLeg(string from, string source, string to, string target) : IAsyncDisposable
{
    /// <summary>What names of topics and groups begin with that are mirrored.</summary>
    public const string Prefix = "orders";

    private const string Retention = "86400000";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly AdminClient _atSource = new(new AdminOptions { BootstrapServers = source });
    private readonly AdminClient _atTarget = new(new AdminOptions { BootstrapServers = target });
    private readonly List<string> _written = [];
    private int _partitions = 3;

    private string Topic => $"{Prefix}-{from}";

    private string Copy => $"{from}.{Topic}";

    private string Group => $"{Prefix}-readers-{from}";

    /// <summary>Writes to a new topic, which a group reads to its end.</summary>
    public async Task FillAsync(int records)
    {
        await _atSource.CreateTopicAsync(new NewTopic(Topic, _partitions) { Configs = new Dictionary<string, string> { ["retention.ms"] = Retention } });
        await WriteAsync(records);
        await ReadAsGroupAsync(source, Topic, _written);
    }

    /// <summary>Waits until the copy is what has been written, record by record; a mirror that is killed may copy some twice.</summary>
    public async Task UntilCopiedAsync()
    {
        await using var reader = await TopicReader.OpenAsync(target, Copy, _partitions);
        var records = await reader.UntilAsync(read => read.Select(Describe).Distinct().Count() == _written.Count);
        Assert.Equal(InOrder(_written), InOrder(records.Select(Describe).Distinct()));
    }

    /// <summary>Waits until the mirror has stored how far it has come, so that it copies nothing again.</summary>
    public async Task UntilMirrorHasCommittedAsync()
    {
        await using var reader = await TopicReader.OpenAsync(target, $"mm2-offsets.{from}.internal", partitions: 25);
        long last = (_written.Count / _partitions) - 1;
        await reader.UntilAsync(read => read
            .Where(record => record.Key!.Contains($"\"topic\":\"{Topic}\"", StringComparison.Ordinal) && record.Value == $"{{\"offset\":{last}}}")
            .DistinctBy(record => record.Key).Count() == _partitions);
    }

    /// <summary>Waits until the group stands at the end of the copy, as it does at the end of the topic.</summary>
    public async Task UntilGroupIsTranslatedAsync()
    {
        var ends = (await EndsAsync(_atTarget, Copy)).Where(end => end.Value > 0).ToArray();
        string seen = "";
        string wanted = Text(ends);
        await Eventually.HoldsAsync(
            async () =>
            {
                seen = await CommittedAsync();
                return seen == wanted;
            },
            () => $"{Group} stands at {seen}; wanted: {wanted}");
    }

    /// <summary>Adds a partition and alters a setting; the copy follows.</summary>
    public async Task AlterAsync()
    {
        await UntilSetAsync("retention.ms", Retention);
        await _atSource.AlterConfigsAsync(ConfigResource.Topic(Topic), [ConfigChange.Set("max.message.bytes", "200000")]);
        await _atSource.CreatePartitionsAsync(Topic, ++_partitions);
        await UntilSetAsync("max.message.bytes", "200000");
        await Eventually.HoldsAsync(async () => (await _atTarget.DescribeTopicAsync(Copy)).Partitions.Count == _partitions, () => $"{Copy} has not grown");
    }

    /// <summary>Writes more, to all partitions.</summary>
    public async Task WriteAsync(int records)
    {
        await using var producer = new Producer<string?, string?>(new ProducerOptions { BootstrapServers = source }, Serializers.String, Serializers.String);
        DateTimeOffset start = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds());
        for (int i = 0; i < records; i++)
        {
            int number = _written.Count;
            var record = new ProducerRecord<string?, string?>(Topic, number % 5 == 0 ? null : $"key {number % 7}", number % 11 == 10 ? null : $"värde {number}")
            {
                Partition = number % _partitions,
                Timestamp = start.AddMilliseconds(number * 37),
                Headers = new Headers().Add("number", $"{number}").Add("twice", "a").Add("twice", "b").Add("empty", []).Add("null", (byte[]?)null),
            };
            _written.Add(Describe(record.Partition.Value, record.Timestamp.Value, record.Key, record.Value, record.Headers));
            await producer.SendAsync(record);
        }
    }

    /// <summary>Has the group go on at the target: it reads what was written last, and begins where it stood.</summary>
    public async Task AssertGroupGoesOnAsync(int records)
    {
        string before = await CommittedAsync();
        var read = await ReadAsGroupAsync(target, Copy, _written.TakeLast(records));
        var starts = read.GroupBy(record => record.TopicPartition, record => record.Offset).Where(partition => partition.First() > 0);
        Assert.Equal(before, Text(starts.Select(partition => KeyValuePair.Create(partition.Key, partition.First()))));
    }

    /// <summary>Each side sees the other's heartbeats, and where its groups stand.</summary>
    public async Task AssertMirrorKeepsItsBooksAsync()
    {
        foreach (var (admin, topic) in new[] { (_atSource, "heartbeats"), (_atTarget, $"{from}.heartbeats"), (_atTarget, $"{from}.checkpoints.internal"), (_atSource, $"mm2-offset-syncs.{to}.internal") })
        {
            await Eventually.HoldsAsync(async () => (await EndsAsync(admin, topic)).Values.All(end => end > 0), () => $"{topic} is empty");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _atSource.DisposeAsync();
        await _atTarget.DisposeAsync();
    }

    private static string Describe(ConsumeResult<string?, string?> record) => Describe(record.Partition, record.Timestamp, record.Key, record.Value, record.Headers);

    private static string Describe(int partition, DateTimeOffset timestamp, string? key, string? value, Headers headers)
    {
        var named = headers.Select(header => $"{header.Key}={(header.Value is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "null")}");
        return $"{partition} {timestamp:O} {key ?? "null"}: {value ?? "null"} {string.Join(' ', named)}";
    }

    // Within a partition as they came.
    private static IEnumerable<string> InOrder(IEnumerable<string> records) => records.OrderBy(record => record[0]);

    private static async Task<IReadOnlyDictionary<TopicPartition, long>> EndsAsync(AdminClient admin, string topic)
    {
        var partitions = (await admin.DescribeTopicAsync(topic)).Partitions.Select(partition => new TopicPartition(topic, partition.Partition));
        var ends = await admin.ListOffsetsAsync(partitions.ToDictionary(partition => partition, _ => OffsetSpec.Latest));
        return ends.ToDictionary(end => end.Key, end => end.Value.Offset);
    }

    private Task UntilSetAsync(string name, string value) => Eventually.HoldsAsync(
        async () => (await _atTarget.DescribeConfigsAsync(ConfigResource.Topic(Copy))).Single(setting => setting.Name == name).Value == value,
        () => $"{Copy} has another {name}");

    private static string Text(IEnumerable<KeyValuePair<TopicPartition, long>> offsets) =>
        string.Join(", ", offsets.OrderBy(offset => offset.Key.Partition).Select(offset => $"{offset.Key}: {offset.Value}"));

    private async Task<string> CommittedAsync() =>
        Text((await _atTarget.ListGroupOffsetsAsync(Group)).Select(offset => KeyValuePair.Create(offset.Key, offset.Value.Offset)));

    // Reads until all that is wanted has come; commits and leaves.
    private async Task<List<ConsumeResult<string?, string?>>> ReadAsGroupAsync(string servers, string topic, IEnumerable<string> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var options = new ConsumerOptions { BootstrapServers = servers, GroupId = Group, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false };
        await using var consumer = new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String);
        consumer.Subscribe(topic);
        var missing = wanted.ToHashSet();
        var read = new List<ConsumeResult<string?, string?>>();
        await foreach (var record in consumer.ConsumeAsync(limit.Token))
        {
            read.Add(record);
            missing.Remove(Describe(record));
            if (missing.Count == 0)
            {
                break;
            }
        }

        await consumer.CommitAsync();
        return read;
    }
}
