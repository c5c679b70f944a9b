using System.Text.Json;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Tools;

/// <summary>Kafka's share consumers and ShareGroupCommand through the life of share groups (KIP-932).</summary>
public sealed class ShareToolTests(CompatEnvironment environment)
{
    private const string Groups = "consumer.group.ShareGroupCommand";

    [CompatFact]
    public async Task ConsoleShareConsumer_reads_what_was_produced_and_ShareGroupCommand_shows_moves_and_deletes()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var (topic, group) = await BeginAsync(tool, "tool-share-console");
        await tool.RunAsync("ConsoleProducer", $"--topic {topic}", "one\ntwo\nthree\n");

        Assert.Equal(["one", "three", "two"], await ReadAsync(tool, topic, group, 3));
        Assert.Matches($@"{group}\s+Share\s", await tool.RunAsync("GroupsCommand", "--list"));
        Assert.Matches($@"{group}\s+(Empty|Stable)", await tool.RunAsync(Groups, "--list --state"));
        Assert.Matches($@"{group}\s+{topic}\s+0\s+\d+\s+0\b", await tool.RunAsync(Groups, $"--describe --group {group}"));
        Assert.Matches($@"{group}\s+.*(Empty|Stable)\s+0", await tool.RunAsync(Groups, $"--describe --state --group {group}"));

        Assert.Matches($@"{group}\s+{topic}\s+0\s+0\b", await tool.RunAsync(Groups, $"--reset-offsets --to-earliest --execute --group {group} --topic {topic}"));
        Assert.Matches($@"{group}\s+{topic}\s+0\s+0\s+3\b", await tool.RunAsync(Groups, $"--describe --group {group}"));
        Assert.Equal(["one", "three", "two"], await ReadAsync(tool, topic, group, 3));

        await tool.RunAsync(Groups, $"--delete-offsets --group {group} --topic {topic}");
        Assert.DoesNotMatch($@"{group}\s+{topic}\s", await tool.RunAsync(Groups, $"--describe --group {group}"));
        Assert.Contains("was successful", await tool.RunAsync(Groups, $"--delete --group {group}"));
        Assert.DoesNotContain(group, await tool.RunAsync(Groups, "--list"));
    }

    [CompatFact]
    public async Task VerifiableShareConsumer_accepts_each_record_once()
    {
        const int Count = 2000;
        var tool = await ToolRunner.CreateAsync(environment);
        var (topic, group) = await BeginAsync(tool, "tool-share-verifiable");
        await tool.RunAloneAsync("VerifiableProducer", $"--topic {topic} --max-messages {Count} --acks -1");

        var read = await tool.RunAloneAsync("VerifiableShareConsumer", $"--topic {topic} --group-id {group} --max-messages {Count} --acknowledgement-mode sync");
        Assert.Equal(Count, Sum(read, "records_consumed"));
        Assert.Equal(Count, Sum(read, "offsets_acknowledged"));
        Assert.DoesNotContain("\"success\":false", read);
        Assert.Matches($@"{group}\s+{topic}\s+0\s+\d+\s+0\b", await tool.RunAsync(Groups, $"--describe --group {group}"));
    }

    [CompatFact]
    public async Task ShareConsumerPerformance_reads_all_that_ProducerPerformance_sent()
    {
        const int Count = 50_000;
        var tool = await ToolRunner.CreateAsync(environment);
        var (topic, group) = await BeginAsync(tool, "tool-share-performance");
        await tool.RunAsync("ProducerPerformance", $"--topic {topic} --num-records {Count} --record-size 100 --throughput -1");

        var read = await tool.RunAsync("ShareConsumerPerformance", $"--topic {topic} --group {group} --num-records {Count} --timeout 60000");
        Assert.Matches($@",\s*{Count},", read);
    }

    private async Task<(string Topic, string Group)> BeginAsync(ToolRunner tool, string prefix)
    {
        var (topic, group) = (environment.Unique(prefix), environment.Unique(prefix + "-group"));
        await tool.RunAsync("TopicCommand", $"--create --topic {topic} --partitions 1");
        await tool.RunAsync("kafka.admin.ConfigCommand", $"--alter --entity-type groups --entity-name {group} --add-config share.auto.offset.reset=earliest");
        return (topic, group);
    }

    private static async Task<string[]> ReadAsync(ToolRunner tool, string topic, string group, int count)
    {
        var printed = await tool.RunAsync("consumer.ConsoleShareConsumer", $"--topic {topic} --group {group} --max-messages {count} --timeout-ms 30000");
        return [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private static int Sum(string events, string name) => events.Split('\n')
        .Where(line => line.StartsWith('{'))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(told => told.GetProperty("name").GetString() == name)
        .Sum(told => told.GetProperty("count").GetInt32());
}
