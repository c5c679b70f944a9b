using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Client;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Connect;

/// <summary>Kafka Connect's workers with the file connectors: a file goes through a topic into another file, over workers that die.</summary>
[Collection<ConnectCollection>]
public sealed class FileConnectorTests(ConnectCluster cluster)
{
    private const int Portion = 200;

    [CompatFact]
    public async Task Two_workers_share_a_copy_and_each_goes_on_for_the_other()
    {
        string bootstrap = await cluster.BootstrapAsync();
        var source = new GrowingFile(cluster.File("source.txt"));
        string sink = cluster.File("sink.txt");
        await using var one = await ConnectWorker.StartAsync(bootstrap, "pair");
        await using var two = await ConnectWorker.StartAsync(bootstrap, "pair");
        await AssertStateIsCompactedAsync(bootstrap, "pair");

        // Two connectors and three tasks, spread over both workers.
        await source.AppendAsync(Portion);
        await one.Rest.ConfigureAsync("from-file", FileConnectors.Source(source.Path, "copied", partitions: 2));
        await using var reader = await TopicReader.OpenAsync(bootstrap, "copied", partitions: 2);
        var settings = FileConnectors.Sink(sink, "copied", tasks: 2);
        settings["consumer.override.session.timeout.ms"] = "6000";
        settings["consumer.override.heartbeat.interval.ms"] = "1000";
        await two.Rest.ConfigureAsync("to-file", settings);
        string[] writers = [];
        string[] readers = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                writers = await one.Rest.UntilRunningAsync("from-file", 1);
                readers = await two.Rest.UntilRunningAsync("to-file", 2);
                return writers.Concat(readers).Distinct().Count() == 2;
            },
            () => $"one worker does all: {writers[0]}");
        await UntilCopiedAsync(two, source, sink);
        var once = (await reader.UntilAsync(read => HasAll(read, Portion))).Select(record => record.Value).ToArray();

        // The worker that reads the file dies while there is something to read, and the other takes over what it did.
        (ConnectWorker dies, ConnectWorker stays) = writers[1] == one.Id ? (one, two) : (two, one);
        await source.AppendAsync(Portion);
        await dies.KillAsync();
        await source.AppendAsync(Portion);
        await stays.Rest.UntilRunningAsync("from-file", 1, workers => workers.All(worker => worker == stays.Id));
        await stays.Rest.UntilRunningAsync("to-file", 2, workers => workers.All(worker => worker == stays.Id));
        await UntilCopiedAsync(stays, source, sink);

        // No worker is left; one that comes again goes on from the offsets.
        await stays.KillAsync();
        await source.AppendAsync(Portion);
        await dies.StartAsync();
        await UntilCopiedAsync(dies, source, sink);
        var records = await reader.UntilAsync(read => HasAll(read, source.Count));
        Assert.Equal(once.Order(), Values(records).Where(GrowingFile.Lines(0, Portion).Contains).Order());
    }

    [CompatFact]
    public async Task Source_writes_each_line_exactly_once_over_workers_that_are_killed()
    {
        string bootstrap = await cluster.BootstrapAsync();
        var worker = await cluster.ExactlyOnceWorkerAsync();
        var source = new GrowingFile(cluster.File("exact.txt"));
        await source.AppendAsync(Portion);
        var settings = FileConnectors.Source(source.Path, "exact", partitions: 1);
        settings["exactly.once.support"] = "required";
        await worker.Rest.ConfigureAsync("exact-source", settings);
        await using var reader = await TopicReader.OpenAsync(bootstrap, "exact", partitions: 1);
        await reader.UntilAsync(read => read.Count == source.Count);

        await source.AppendAsync(Portion);
        await worker.KillAsync();
        await source.AppendAsync(Portion);
        await worker.StartAsync();
        await worker.Rest.UntilOffsetsAsync("exact-source", Position(source.Path, source.Length));

        // Its tasks are fenced off one after the other.
        await worker.Rest.AskAsync(HttpMethod.Post, "connectors/exact-source/restart?includeTasks=true");
        await source.AppendAsync(Portion);
        var records = await reader.UntilAsync(read => read.Count >= source.Count);
        Assert.Equal(GrowingFile.Lines(0, source.Count), Values(records));
    }

    [CompatFact]
    public async Task Offsets_that_are_changed_through_REST_count_from_there_on()
    {
        string bootstrap = await cluster.BootstrapAsync();
        var worker = await cluster.ExactlyOnceWorkerAsync();
        var source = new GrowingFile(cluster.File("again.txt"));
        string sink = cluster.File("again-sink.txt");
        await source.AppendAsync(Portion);
        await worker.Rest.ConfigureAsync("again-source", FileConnectors.Source(source.Path, "again", partitions: 1));
        await using var reader = await TopicReader.OpenAsync(bootstrap, "again", partitions: 1);
        await worker.Rest.ConfigureAsync("again-sink", FileConnectors.Sink(sink, "again", tasks: 1, protocol: "consumer"));
        await worker.Rest.UntilOffsetsAsync("again-source", Position(source.Path, source.Length));
        await Eventually.HoldsAsync(
            async () => (await worker.Rest.OffsetsAsync("again-sink")).Count == 1 && (await File.ReadAllLinesAsync(sink)).Length == Portion,
            () => "the sink does not come to the end");

        // The source begins anew, and the sink with what the source writes now.
        await worker.Rest.StopAsync("again-sink");
        await worker.Rest.StopAsync("again-source");
        await worker.Rest.AskAsync(HttpMethod.Delete, "connectors/again-source/offsets");
        long end = (await reader.UntilAsync(read => read.Count == Portion))[^1].Offset + 1;
        await worker.Rest.AskAsync(HttpMethod.Patch, "connectors/again-sink/offsets", SinkOffset("again", end));
        await worker.Rest.UntilOffsetsAsync("again-source", []);
        await worker.Rest.ResumeAsync("again-source");
        await worker.Rest.ResumeAsync("again-sink");

        var records = await reader.UntilAsync(read => read.Count == 2 * Portion);
        Assert.Equal([.. GrowingFile.Lines(0, Portion), .. GrowingFile.Lines(0, Portion)], Values(records));
        await Eventually.HoldsAsync(
            async () => (await File.ReadAllLinesAsync(sink)).SequenceEqual([.. GrowingFile.Lines(0, Portion), .. GrowingFile.Lines(0, Portion)]),
            () => "the sink has not gone on from the new offset");
    }

    private static IEnumerable<string> Values(IEnumerable<ConsumeResult<string?, string?>> records) => records.Select(record => record.Value!);

    private static bool HasAll(IEnumerable<ConsumeResult<string?, string?>> records, int lines) => !GrowingFile.Lines(0, lines).Except(Values(records)).Any();

    private static Dictionary<string, string> Position(string file, long position) => new()
    {
        [JsonSerializer.Serialize(new { filename = file })] = JsonSerializer.Serialize(new { position }),
    };

    private static JsonObject SinkOffset(string topic, long offset) => new()
    {
        ["offsets"] = new JsonArray(new JsonObject
        {
            ["partition"] = new JsonObject { ["kafka_topic"] = topic, ["kafka_partition"] = 0 },
            ["offset"] = new JsonObject { ["kafka_offset"] = offset },
        }),
    };

    // Everything has arrived, and the connectors' offsets say so.
    private static async Task UntilCopiedAsync(ConnectWorker worker, GrowingFile source, string sink)
    {
        await worker.Rest.UntilOffsetsAsync("from-file", Position(source.Path, source.Length));
        string[] missing = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                missing = [.. GrowingFile.Lines(0, source.Count).Except(File.Exists(sink) ? await File.ReadAllLinesAsync(sink) : [])];
                return missing.Length == 0;
            },
            () => $"{missing.Length} lines are missing, the first '{missing.FirstOrDefault()}'");
    }

    private static async Task AssertStateIsCompactedAsync(string bootstrap, string group)
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = bootstrap });
        foreach (var (topic, partitions) in new[] { ($"{group}-configs", 1), ($"{group}-offsets", 25), ($"{group}-status", 5) })
        {
            var settings = await admin.DescribeConfigsAsync(ConfigResource.Topic(topic));
            Assert.Equal("compact", settings.Single(setting => setting.Name == "cleanup.policy").Value);
            Assert.Equal(partitions, (await admin.DescribeTopicAsync(topic)).Partitions.Count);
        }
    }
}
