using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;

namespace Weir.Compat.Tests.Transactions;

/// <summary>Transactions of foreign clients and of Kafka's own tools, in both durabilities.</summary>
public sealed class TransactionClientTests(CompatEnvironment environment)
{
    [CompatTheory]
    [InlineData("confluent", "disk")]
    [InlineData("confluent", "os")]
    [InlineData("kafka-python", "disk")]
    public async Task Copies_exactly_once_and_hides_what_was_aborted(string library, string durability)
    {
        const int Records = 100;
        string python = await Toolbox.PythonAsync();
        string bootstrap = await environment.BootstrapAsync(durability);
        string source = environment.Unique("txn-source");
        string target = environment.Unique("txn-target");
        var tool = await ToolRunner.CreateAsync(environment, durability);
        await tool.RunAsync("TopicCommand", $"--create --topic {source} --partitions 1");
        await tool.RunAsync("TopicCommand", $"--create --topic {target} --partitions 1");

        string script = Path.Combine(Locations.Sources, "python", "transactions.py");
        var result = (await ForeignProcess.RunAsync(python, [script, library, bootstrap, source, target, environment.Unique("txn-group"), $"{Records}"])).Succeeded();

        var seen = JsonSerializer.Deserialize<Dictionary<string, List<string>>>(result.LastLine)!;
        Assert.Equal(Enumerable.Range(0, Records).Select(i => $"copy of {i}"), seen["read_committed"]);
        Assert.True(seen["read_uncommitted"].Count > Records, "nothing was aborted");
    }

    [CompatTheory]
    [InlineData("disk")]
    [InlineData("os")]
    public async Task TransactionalMessageCopier_copies_exactly_once(string durability)
    {
        const int Records = 500;
        var tool = await ToolRunner.CreateAsync(environment, durability);
        string source = environment.Unique("copier-source");
        string target = environment.Unique("copier-target");
        string group = environment.Unique("copier");
        await tool.RunAsync("TopicCommand", $"--create --topic {source} --partitions 1");
        await tool.RunAsync("TopicCommand", $"--create --topic {target} --partitions 1");
        await tool.RunAsync("ConsoleProducer", $"--topic {source}", string.Concat(Enumerable.Range(0, Records).Select(i => $"{i}\n")));

        await Toolbox.JavaAsync();
        string[] copy =
        [
            .. JavaTools.Options, "org.apache.kafka.tools.TransactionalMessageCopier", "--broker-list", await environment.BootstrapAsync(durability),
            "--input-topic", source, "--input-partition", "0", "--output-topic", target, "--max-messages", $"{Records}", "--transaction-size", "50",
            "--consumer-group", group, "--transactional-id", group, "--enable-random-aborts",
        ];
        (await ForeignProcess.RunAsync("java", copy)).Succeeded();

        string printed = await tool.RunAsync(
            "consumer.ConsoleConsumer", $"--topic {target} --from-beginning --isolation-level read_committed --max-messages {Records} --timeout-ms 30000");
        Assert.Equal(Enumerable.Range(0, Records).Select(i => $"{i}"), printed.Trim().Split('\n'));
    }

    [CompatFact]
    public async Task TransactionsCommand_shows_and_aborts_transactions()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        string topic = environment.Unique("txn-tool");
        string id = environment.Unique("txn-tool-id");
        await tool.RunAsync("TopicCommand", $"--create --topic {topic} --partitions 1");
        string sent = await tool.RunAsync(
            "ProducerPerformance", $"--topic {topic} --num-records 2000 --record-size 100 --throughput -1 --transactional-id {id} --transaction-duration-ms 20");
        Assert.Contains("2000 records sent", sent);

        string[] listed = Row(await tool.RunAsync("TransactionsCommand", "list"), id);
        Assert.Equal("CompleteCommit", listed[3]);
        Assert.Contains("CompleteCommit", await tool.RunAsync("TransactionsCommand", $"describe --transactional-id {id}"));
        Row(await tool.RunAsync("TransactionsCommand", $"describe-producers --topic {topic} --partition 0"), listed[2]);

        using var client = new TransactionInterview(await WireCaller.ConnectAsync(await environment.BootstrapAsync()), topic);
        var producer = await client.InitAsync(id + "-open");
        await client.ProduceAsync(id + "-open", producer, 0, 12);
        string offset = Row(await tool.RunAsync("TransactionsCommand", $"describe-producers --topic {topic} --partition 0"), $"{producer.Id}")[5];
        await tool.RunAsync("TransactionsCommand", $"abort --topic {topic} --partition 0 --start-offset {offset}");
        Assert.Equal("None", Row(await tool.RunAsync("TransactionsCommand", $"describe-producers --topic {topic} --partition 0"), $"{producer.Id}")[5]);
    }

    /// <summary>The columns of the one line of a table whose first column is this.</summary>
    private static string[] Row(string table, string first) =>
        table.Split('\n').Select(line => line.Split('\t', StringSplitOptions.TrimEntries)).Single(columns => columns[0] == first);
}
