using System.Text.Json;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Tools;

/// <summary>Kafka's tools that write and read records, in both durabilities.</summary>
public sealed class RecordToolTests(CompatEnvironment environment)
{
    [CompatFact]
    public async Task ConsoleConsumer_prints_what_ConsoleProducer_was_given()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var topic = environment.Unique("tool-console");

        await tool.RunAsync(
            "ConsoleProducer",
            $"--topic {topic} --reader-property parse.key=true --reader-property parse.headers=true --reader-property null.marker=NULL",
            "a:1,b:2\tkey\tvalue\nNULL\tNULL\tno key\na:1\tgone\tNULL\n");
        var printed = await tool.RunAsync(
            "consumer.ConsoleConsumer",
            $"--topic {topic} --from-beginning --max-messages 3 --timeout-ms 30000 --formatter-property print.key=true"
            + " --formatter-property print.headers=true --formatter-property print.offset=true --formatter-property print.partition=true");

        Assert.Equal("Partition:0\tOffset:0\ta:1,b:2\tkey\tvalue\nPartition:0\tOffset:1\tNO_HEADERS\tnull\tno key\nPartition:0\tOffset:2\ta:1\tgone\tnull\n", printed);
    }

    [CompatTheory]
    [InlineData("disk", "classic")]
    [InlineData("os", "classic")]
    [InlineData("disk", "consumer")]
    public async Task VerifiableConsumer_reads_and_commits_what_VerifiableProducer_sent(string durability, string protocol)
    {
        const int Count = 2000;
        var tool = await ToolRunner.CreateAsync(environment, durability);
        var topic = environment.Unique("tool-verifiable");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic} --partitions 3");

        var sent = Events(await tool.RunAloneAsync("VerifiableProducer", $"--topic {topic} --max-messages {Count} --acks -1 --repeating-keys 7"));
        Assert.Equal(Count, sent["producer_send_success"].Count);
        Assert.DoesNotContain("producer_send_error", sent.Keys);

        var group = environment.Unique("tool-verifiable-group");
        var read = Events(await tool.RunAloneAsync("VerifiableConsumer", $"--topic {topic} --group-id {group} --group-protocol {protocol} --max-messages {Count} --reset-policy earliest"));
        Assert.Equal(Count, read["records_consumed"].Sum(e => e.GetProperty("count").GetInt32()));
        Assert.All(read["offsets_committed"], e => Assert.True(e.GetProperty("success").GetBoolean()));
        var ends = read["offsets_committed"].SelectMany(e => e.GetProperty("offsets").EnumerateArray())
            .GroupBy(o => o.GetProperty("partition").GetInt32()).Sum(g => g.Max(o => o.GetProperty("offset").GetInt64()));
        Assert.Equal(Count, ends);
    }

    [CompatTheory]
    [InlineData("disk")]
    [InlineData("os")]
    public async Task ConsumerPerformance_reads_all_that_ProducerPerformance_sent(string durability)
    {
        const int Count = 50_000;
        var tool = await ToolRunner.CreateAsync(environment, durability);
        var topic = environment.Unique("tool-performance");

        var sent = await tool.RunAsync("ProducerPerformance", $"--topic {topic} --num-records {Count} --record-size 100 --throughput -1");
        Assert.Contains($"{Count} records sent", sent);
        var read = await tool.RunAsync("ConsumerPerformance", $"--topic {topic} --num-records {Count} --group {topic} --timeout 30000");
        Assert.Equal($"{Count}", read.Trim().Split('\n')[^1].Split(',')[4].Trim());
    }

    [CompatTheory]
    [InlineData("disk")]
    [InlineData("os")]
    public async Task EndToEndLatency_sees_each_record_come_back(string durability)
    {
        var tool = await ToolRunner.CreateAsync(environment, durability);
        var topic = environment.Unique("tool-latency");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic}");

        var measured = await tool.RunAsync("EndToEndLatency", $"--topic {topic} --num-records 200 --producer-acks all --record-size 100");
        Assert.Contains("Percentiles: 50th", measured);
    }

    private static Dictionary<string, List<JsonElement>> Events(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .GroupBy(e => e.GetProperty("name").GetString()!)
            .ToDictionary(g => g.Key, g => g.ToList());
}
