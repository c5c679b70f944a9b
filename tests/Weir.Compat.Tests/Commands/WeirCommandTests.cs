using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;

namespace Weir.Compat.Tests.Commands;

/// <summary>The <c>weir</c> commands are ordinary Kafka clients: the same calls give the same answers on Weir and on Apache Kafka.</summary>
[Collection<CommandTargetsCollection>]
public sealed class WeirCommandTests(CommandTargets targets)
{
    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task Topic_commands_manage_a_topic(string broker)
    {
        var topic = targets.Unique("command-topic");

        (await targets.RunAsync(broker, $"topic create {topic} --partitions 2 --config retention.ms=86400000")).Succeeded();
        Assert.Equal(1, (await targets.RunAsync(broker, $"topic create {topic}")).ExitCode);
        Assert.Contains(Lines(await targets.RunAsync(broker, "topic list --json")).Single().EnumerateArray(), t => t.GetProperty("name").GetString() == topic);
        (await targets.RunAsync(broker, $"topic alter {topic} --partitions 3 --config max.message.bytes=2000000")).Succeeded();

        var described = Lines(await targets.RunAsync(broker, $"topic describe {topic} --json")).Single();
        Assert.Equal(3, described.GetProperty("partitions").GetArrayLength());
        Assert.Equal("86400000", described.GetProperty("configs").GetProperty("retention.ms").GetString());
        Assert.Equal("2000000", described.GetProperty("configs").GetProperty("max.message.bytes").GetString());

        (await targets.RunAsync(broker, $"topic delete {topic}")).Succeeded();
        Assert.Equal(1, (await targets.RunAsync(broker, $"topic describe {topic}")).ExitCode);
    }

    [CompatTheory]
    [InlineData("Weir", "none")]
    [InlineData("Weir", "zstd")]
    [InlineData("Apache Kafka", "none")]
    [InlineData("Apache Kafka", "lz4")]
    public async Task Consume_writes_what_produce_was_given(string broker, string codec)
    {
        var topic = targets.Unique("command-records");
        (await targets.RunAsync(broker, $"topic create {topic}")).Succeeded();

        (await targets.RunAsync(broker, $"produce {topic} --key-separator : --compression {codec} --header source=test", "a:1\nb:2\na:3\n")).Succeeded();
        var read = Lines(await targets.RunAsync(broker, $"consume {topic} --from beginning --max 3 --json"));

        Assert.Equal(["a=1", "b=2", "a=3"], read.Select(r => $"{r.GetProperty("key")}={r.GetProperty("value")}"));
        Assert.Equal([0, 1, 2], read.Select(r => r.GetProperty("offset").GetInt64()));
        Assert.All(read, r => Assert.Equal("source", r.GetProperty("headers")[0].GetProperty("key").GetString()));
    }

    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task Console_tools_and_weir_read_each_other(string broker)
    {
        var tool = new ToolRunner(targets.Tools, await targets.BootstrapAsync(broker));
        var topic = targets.Unique("command-console");
        (await targets.RunAsync(broker, $"topic create {topic}")).Succeeded();

        (await targets.RunAsync(broker, $"produce {topic}", "from weir\n")).Succeeded();
        await tool.RunAsync("ConsoleProducer", $"--topic {topic}", "from Java\n");

        Assert.Equal("from weir\nfrom Java\n", (await targets.RunAsync(broker, $"consume {topic} --from beginning --max 2")).Succeeded().Output);
        Assert.Equal("from weir\nfrom Java\n", await tool.RunAsync("consumer.ConsoleConsumer", $"--topic {topic} --from-beginning --max-messages 2 --timeout-ms 30000"));
    }

    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task Group_commands_show_lag_and_move_a_group(string broker)
    {
        var (topic, group) = (targets.Unique("command-group-topic"), targets.Unique("command-group"));
        (await targets.RunAsync(broker, $"topic create {topic}")).Succeeded();
        (await targets.RunAsync(broker, $"produce {topic}", "1\n2\n3\n4\n")).Succeeded();

        Assert.Equal("1\n2\n3\n", (await targets.RunAsync(broker, $"consume {topic} --group {group} --from beginning --max 3")).Succeeded().Output);
        Assert.Equal(1, await LagAsync());
        Assert.Equal("4\n", (await targets.RunAsync(broker, $"consume {topic} --group {group} --max 1")).Succeeded().Output);
        Assert.Equal(0, await LagAsync());

        (await targets.RunAsync(broker, $"group reset {group} --to beginning")).Succeeded();
        Assert.Equal(4, await LagAsync());
        (await targets.RunAsync(broker, $"group delete {group}")).Succeeded();
        Assert.DoesNotContain(group, (await targets.RunAsync(broker, "group list")).Succeeded().Output);

        async Task<long> LagAsync() =>
            Lines(await targets.RunAsync(broker, $"group describe {group} --json")).Single().GetProperty("lag").GetInt64();
    }

    private static List<JsonElement> Lines(ProcessResult result) =>
        [.. result.Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
