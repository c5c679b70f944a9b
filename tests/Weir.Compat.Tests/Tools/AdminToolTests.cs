using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Tools;

/// <summary>Kafka's tools for what a cluster says of itself, for quotas and for settings beyond topics. Their words are those of Apache Kafka on one node.</summary>
public sealed class AdminToolTests(CompatEnvironment environment)
{
    private const string Config = "kafka.admin.ConfigCommand";

    [CompatFact]
    public async Task LogDirsCommand_shows_where_partitions_lie()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-dirs");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic} --partitions 2");

        var described = await tool.RunAsync("LogDirsCommand", $"--describe --topic-list {topic}");

        Assert.Contains("Received log directory information from brokers 1", described);
        Assert.Contains($$"""{"partition":"{{topic}}-1","size":0,"offsetLag":0,"isFuture":false}""", described);
        Assert.Contains("\"error\":null,\"logDir\":\"", described);
    }

    [CompatFact]
    public async Task LeaderElectionCommand_finds_the_leaders_elected()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-election");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic}");

        foreach (var type in new[] { "preferred", "unclean" })
        {
            var answer = await tool.RunAsync("LeaderElectionCommand", $"--election-type {type} --topic {topic} --partition 0");
            Assert.Equal($"Valid replica already elected for partitions {topic}-0", answer.Trim());
        }
        Assert.Empty(await tool.RunAsync("LeaderElectionCommand", "--election-type preferred --all-topic-partitions"));
        var refused = await tool.TryAsync("LeaderElectionCommand", "--election-type preferred --topic tool-nowhere --partition 0");
        Assert.Contains("UnknownTopicOrPartitionException: No such topic as tool-nowhere", refused.Output + refused.Error);
    }

    [CompatFact]
    public async Task ReassignPartitionsCommand_leaves_partitions_where_they_are()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-reassign");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic}");
        using var folder = new TemporaryFolder();
        var plan = folder.File("plan.json");
        await File.WriteAllTextAsync(plan, $$"""{"version":1,"partitions":[{"topic":"{{topic}}","partition":0,"replicas":[1]}]}""");

        Assert.Contains("No partition reassignments found.", await tool.RunAsync("reassign.ReassignPartitionsCommand", "--list"));
        Assert.Contains($"Successfully started partition reassignment for {topic}-0", await tool.RunAsync("reassign.ReassignPartitionsCommand", $"--reassignment-json-file {plan} --execute"));
        Assert.Contains($"Reassignment of partition {topic}-0 is completed.", await tool.RunAsync("reassign.ReassignPartitionsCommand", $"--reassignment-json-file {plan} --verify"));
    }

    [CompatFact]
    public async Task FeatureCommand_describes_and_keeps_within_what_is_supported()
    {
        var tool = await ToolRunner.CreateAsync(environment);

        Assert.Matches("Feature: metadata.version\\s+SupportedMinVersion: 3.3-IV3\\s+SupportedMaxVersion: 4.3-IV0\\s+FinalizedVersionLevel: 4.3-IV0", await tool.RunAsync("FeatureCommand", "describe"));
        Assert.Contains("group.version was upgraded to 1.", await tool.RunAsync("FeatureCommand", "upgrade --feature group.version=1"));
        var unknown = await tool.TryAsync("FeatureCommand", "upgrade --feature nope=1");
        Assert.Contains("Invalid update version 1 for feature nope. Local controller 1 does not support this feature.", unknown.Output + unknown.Error);
        var tooHigh = await tool.TryAsync("FeatureCommand", "upgrade --feature metadata.version=99");
        Assert.Contains("Invalid update version 99 for feature metadata.version. Local controller 1 only supports versions 7-30", tooHigh.Output + tooHigh.Error);
    }

    [CompatFact]
    public async Task MetadataQuorumCommand_and_ClusterTool_show_one_node()
    {
        var tool = await ToolRunner.CreateAsync(environment);

        var status = await tool.RunAsync("MetadataQuorumCommand", "describe --status");
        Assert.Matches("LeaderId:\\s+1\\s", status);
        Assert.Matches("MaxFollowerLag:\\s+0\\s", status);
        Assert.Matches("CurrentVoters:\\s+\\[.*\"id\": 1", status);
        Assert.Matches("CurrentObservers:\\s+\\[\\]", status);
        Assert.Matches("(?m)^1\\s+\\S{22}\\s+[0-9]+\\s+0\\s+[0-9]{13}\\s+[0-9]{13}\\s+Leader", await tool.RunAsync("MetadataQuorumCommand", "describe --replication"));

        var servers = await environment.BootstrapAsync();
        var endpoints = (await environment.Tools.RunAsync("org.apache.kafka.tools.ClusterTool", ["list-endpoints", "--bootstrap-server", servers])).Succeeded().Output;
        Assert.Matches($"(?m)^1\\s+127.0.0.1\\s+{servers.Split(':')[1]}\\s+null\\s+unfenced\\s+broker", endpoints);
        Assert.Matches("Cluster ID: \\S{22}", (await environment.Tools.RunAsync("org.apache.kafka.tools.ClusterTool", ["cluster-id", "--bootstrap-server", servers])).Succeeded().Output);
    }

    [CompatFact]
    public async Task ConfigCommand_sets_and_shows_quotas_of_clients()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var client = environment.Unique("tool-client");

        Assert.Contains($"Completed updating config for client {client}.", await tool.RunAsync(Config, $"--alter --entity-type clients --entity-name {client} --add-config producer_byte_rate=1000"));
        Assert.Contains($"Quota configs for client-id '{client}' are producer_byte_rate=1000.0", await tool.RunAsync(Config, "--describe --entity-type clients"));
        await tool.RunAsync(Config, $"--alter --entity-type clients --entity-name {client} --delete-config producer_byte_rate");
        Assert.DoesNotContain(client, await tool.RunAsync(Config, "--describe --entity-type clients"));
    }

    [CompatFact]
    public async Task ClientMetricsCommand_manages_subscriptions()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var name = environment.Unique("tool-metrics");

        await tool.RunAsync("ClientMetricsCommand", $"--alter --name {name} --interval 1000 --metrics org.apache.kafka.producer. --match client_id=x.*");
        Assert.Contains(name, await tool.RunAsync("ClientMetricsCommand", "--list"));
        var described = await tool.RunAsync("ClientMetricsCommand", $"--describe --name {name}");
        Assert.Equal($"Client metrics configs for {name} are:\n  interval.ms=1000\n  match=client_id=x.*\n  metrics=org.apache.kafka.producer.", described.Trim());
        await tool.RunAsync("ClientMetricsCommand", $"--delete --name {name}");
        Assert.DoesNotContain(name, await tool.RunAsync("ClientMetricsCommand", "--list"));
    }

    [CompatTheory]
    [InlineData("--list", "No Authorizer is configured on the broker")]
    [InlineData("--add --allow-principal User:x --operation Read --topic t", "No Authorizer is configured on the broker")]
    [InlineData("--remove --force --topic t", "No Authorizer is configured.")]
    public async Task AclCommand_is_told_that_nobody_is_authorized(string command, string expected)
    {
        var tool = await ToolRunner.CreateAsync(environment);

        var refused = await tool.TryAsync("AclCommand", command);

        Assert.Contains($"SecurityDisabledException: {expected}", refused.Output + refused.Error);
    }

    [CompatFact]
    public async Task ConfigCommand_alters_groups_all_brokers_and_loggers()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var group = $"--entity-type groups --entity-name {environment.Unique("tool-group")}";

        await tool.RunAsync(Config, $"--alter {group} --add-config consumer.session.timeout.ms=50000");
        Assert.Contains("consumer.session.timeout.ms=50000 sensitive=false synonyms={DYNAMIC_GROUP_CONFIG:consumer.session.timeout.ms=50000", await tool.RunAsync(Config, $"--describe {group}"));
        await tool.RunAsync(Config, "--alter --entity-type brokers --entity-default --add-config log.cleaner.threads=2");
        Assert.Contains("log.cleaner.threads=2 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:log.cleaner.threads=2}", await tool.RunAsync(Config, "--describe --entity-type brokers --entity-default"));
        await tool.RunAsync(Config, "--alter --entity-type brokers --entity-default --delete-config log.cleaner.threads");
        Assert.Contains("root=", await tool.RunAsync(Config, "--describe --entity-type broker-loggers --entity-name 1"));
        await tool.RunAsync(Config, "--alter --entity-type broker-loggers --entity-name 1 --add-config root=ERROR");
        Assert.Contains("root=ERROR", await tool.RunAsync(Config, "--describe --entity-type broker-loggers --entity-name 1"));
    }

    [CompatFact]
    public async Task StreamsResetter_moves_offsets_and_deletes_internal_topics()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var (application, input) = (environment.Unique("tool-reset"), environment.Unique("tool-reset-input"));
        await tool.RunAsync("TopicCommand", $"--create --topic {input} --partitions 1");
        await tool.RunAsync("TopicCommand", $"--create --topic {application}-store-changelog --partitions 1");
        await tool.RunAsync("ConsoleProducer", $"--topic {input}", "a\nb\nc\n");
        await tool.RunAsync("consumer.ConsoleConsumer", $"--topic {input} --group {application} --from-beginning --max-messages 3 --timeout-ms 60000");

        var done = await tool.RunAsync("StreamsResetter", $"--application-id {application} --input-topics {input} --to-offset 1 --force");

        Assert.Contains($"Topic: {input} Partition: 0 Offset: 1", done);
        Assert.Contains($"[{application}-store-changelog]", done);
        Assert.Matches($@"{application}\s+{input}\s+0\s+1\s+3\s+2\b", await tool.RunAsync("consumer.group.ConsumerGroupCommand", $"--describe --group {application}"));
        Assert.DoesNotContain($"{application}-store-changelog", await tool.RunAsync("TopicCommand", "--list"));
    }

    [CompatFact]
    public async Task ReplicaVerificationTool_finds_no_lag()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-verified");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic} --partitions 1");
        await tool.RunAsync("ConsoleProducer", $"--topic {topic}", "a\nb\n");
        await Toolbox.JavaAsync();
        await using var verifying = Conversation.Start(
            "java",
            [.. JavaTools.Options, "org.apache.kafka.tools.ReplicaVerificationTool", "--broker-list", await environment.BootstrapAsync("disk"), "--topics-include", topic, "--report-interval-ms", "500"]);

        var expected = $"max lag is 0 for partition {topic}-0 at offset 2 among 1 partitions";
        var heard = "";
        for (var reports = 0; reports < 100 && !heard.Contains(expected, StringComparison.Ordinal); reports++)
        {
            heard = await verifying.HearAsync(TimeSpan.FromSeconds(60));
        }
        Assert.Contains(expected, heard);
    }
}
