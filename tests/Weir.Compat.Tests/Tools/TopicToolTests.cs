using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Tools;

/// <summary>Kafka's tools for topics, their settings and their records.</summary>
public sealed class TopicToolTests(CompatEnvironment environment)
{
    [CompatFact]
    public async Task TopicCommand_manages_a_topic_from_creation_to_deletion()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-topic");

        Assert.Contains($"Created topic {topic}.", await tool.RunAsync("TopicCommand", $"--create --topic {topic} --partitions 2 --config retention.ms=86400000"));
        Assert.Contains(topic, await tool.RunAsync("TopicCommand", "--list"));
        var described = await tool.RunAsync("TopicCommand", $"--describe --topic {topic}");
        Assert.Contains("PartitionCount: 2", described);
        Assert.Contains("ReplicationFactor: 1", described);
        Assert.Contains("retention.ms=86400000", described);
        Assert.Contains("Partition: 1\tLeader: 1\tReplicas: 1\tIsr: 1", described);

        await tool.RunAsync("TopicCommand", $"--alter --topic {topic} --partitions 4");
        Assert.Contains("PartitionCount: 4", await tool.RunAsync("TopicCommand", $"--describe --topic {topic}"));
        await tool.RunAsync("TopicCommand", $"--delete --topic {topic}");
        Assert.DoesNotContain(topic, await tool.RunAsync("TopicCommand", "--list"));
    }

    [CompatFact]
    public async Task TopicCommand_reports_what_the_broker_refuses()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-refused");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic} --partitions 3");

        await RefusedAsync($"--create --topic {topic}", "already exists");
        await RefusedAsync($"--alter --topic {topic} --partitions 2", "InvalidPartitionsException");
        await RefusedAsync($"--create --topic {topic}-wide --replication-factor 3", "InvalidReplicationFactorException");
        await RefusedAsync($"--create --topic {topic}-odd --config retention.ms=soon", "Invalid value soon");
        await RefusedAsync($"--create --topic {topic}-none --partitions 0", "partitions");

        async Task RefusedAsync(string arguments, string reason)
        {
            var result = await tool.TryAsync("TopicCommand", arguments);
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains(reason, result.Output + result.Error);
        }
    }

    [CompatFact]
    public async Task ConfigCommand_alters_and_describes_topic_and_broker_settings()
    {
        const string Config = "kafka.admin.ConfigCommand";
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-config");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic}");
        var entity = $"--entity-type topics --entity-name {topic}";

        await tool.RunAsync(Config, $"--alter {entity} --add-config retention.ms=3600000,max.message.bytes=2000000");
        var described = await tool.RunAsync(Config, $"--describe {entity}");
        Assert.Contains("retention.ms=3600000 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=3600000", described);
        Assert.Contains("max.message.bytes=2000000", described);
        await tool.RunAsync(Config, $"--alter {entity} --delete-config retention.ms");
        Assert.DoesNotContain("retention.ms", await tool.RunAsync(Config, $"--describe {entity}"));

        var all = await tool.RunAsync(Config, $"--describe --all {entity}");
        Assert.Contains("retention.ms=604800000", all);
        Assert.Contains("segment.bytes=1073741824", all);
        Assert.Contains("cleanup.policy=delete", all);
        var broker = await tool.RunAsync(Config, "--describe --all --entity-type brokers --entity-name 1");
        Assert.Contains("log.dirs=", broker);
        Assert.Contains("advertised.listeners=", broker);

        var refused = await tool.TryAsync(Config, $"--alter {entity} --add-config retention.ms=soon");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("InvalidConfigurationException", refused.Output + refused.Error);
    }

    [CompatFact]
    public async Task GetOffsetShell_and_DeleteRecordsCommand_move_with_the_log()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-offsets");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic}");
        await tool.RunAsync("ConsoleProducer", $"--topic {topic}", string.Concat(Enumerable.Range(0, 10).Select(i => $"record {i}\n")));

        Assert.Equal($"{topic}:0:10", await OffsetAsync("latest"));
        Assert.Equal($"{topic}:0:0", await OffsetAsync("earliest"));
        Assert.Matches($"^{topic}:0:[0-9]$", await OffsetAsync("max-timestamp"));
        Assert.Equal($"{topic}:0:0", await OffsetAsync("1000000000000"));

        using var folder = new TemporaryFolder();
        var request = folder.File("delete.json");
        await File.WriteAllTextAsync(request, $$"""{"version":1,"partitions":[{"topic":"{{topic}}","partition":0,"offset":4}]}""");
        Assert.Contains("low_watermark: 4", await tool.RunAsync("DeleteRecordsCommand", $"--offset-json-file {request}"));
        Assert.Equal($"{topic}:0:4", await OffsetAsync("earliest"));
        var left = await tool.RunAsync("consumer.ConsoleConsumer", $"--topic {topic} --from-beginning --max-messages 6 --timeout-ms 30000");
        Assert.Equal(string.Concat(Enumerable.Range(4, 6).Select(i => $"record {i}\n")), left);

        async Task<string> OffsetAsync(string time) => (await tool.RunAsync("GetOffsetShell", $"--topic {topic} --time {time}")).Trim();
    }

    [CompatFact]
    public async Task BrokerApiVersionsCommand_finds_every_version_usable()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var versions = await tool.RunAsync("BrokerApiVersionsCommand", "");

        // The ranges Apache Kafka 4.3 serves, of the APIs that need neither transactions, security nor other brokers.
        string[] served =
        [
            "Produce(0): 0 to 13", "Fetch(1): 4 to 18", "ListOffsets(2): 1 to 11", "Metadata(3): 0 to 13", "OffsetCommit(8): 2 to 10",
            "OffsetFetch(9): 1 to 10", "FindCoordinator(10): 0 to 6", "JoinGroup(11): 0 to 9", "Heartbeat(12): 0 to 4", "LeaveGroup(13): 0 to 5",
            "SyncGroup(14): 0 to 5", "DescribeGroups(15): 0 to 6", "ListGroups(16): 0 to 5", "ApiVersions(18): 0 to 4", "CreateTopics(19): 2 to 7",
            "DeleteTopics(20): 1 to 6", "DeleteRecords(21): 0 to 2", "InitProducerId(22): 0 to 5", "OffsetForLeaderEpoch(23): 2 to 4",
            "DescribeConfigs(32): 1 to 4", "AlterConfigs(33): 0 to 2", "CreatePartitions(37): 0 to 3", "DeleteGroups(42): 0 to 2",
            "IncrementalAlterConfigs(44): 0 to 1", "OffsetDelete(47): 0", "DescribeCluster(60): 0 to 2", "DescribeTopicPartitions(75): 0",
        ];
        Assert.All(served, range => Assert.Contains($"{range} [usable: ", versions));
        Assert.DoesNotContain("UNKNOWN", versions);
    }
}
