using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Streams;
using Weir.Compat.Tests.Tools;

namespace Weir.Compat.Tests.Commands;

/// <summary><c>weir group</c> and <c>weir share</c> with groups of KIP-848, KIP-932 and KIP-1071, on Weir and on Apache Kafka.</summary>
[Collection<CommandTargetsCollection>]
public sealed class GroupKindCommandTests(CommandTargets targets)
{
    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task A_group_of_the_consumer_protocol_is_described_reset_and_deleted(string broker)
    {
        var (topic, group) = (targets.Unique("kind-topic"), targets.Unique("kind-consumer"));
        await FillAsync(broker, topic);
        await ToolAsync(
            broker, "consumer.ConsoleConsumer",
            $"--topic {topic} --group {group} --max-messages 3 --timeout-ms 30000 --command-property group.protocol=consumer --command-property auto.offset.reset=earliest");

        var described = await JsonAsync(broker, $"group describe {group} --json");
        Assert.Equal("Empty", described.GetProperty("state").GetString());
        Assert.Equal(3, described.GetProperty("partitions")[0].GetProperty("committed").GetInt64());
        (await targets.RunAsync(broker, $"group reset {group} --to beginning")).Succeeded();
        Assert.Equal(4, (await JsonAsync(broker, $"group describe {group} --json")).GetProperty("lag").GetInt64());
        Assert.Equal(1, (await targets.RunAsync(broker, $"share describe {group}")).ExitCode);
        (await targets.RunAsync(broker, $"group delete {group}")).Succeeded();
        Assert.Equal(1, (await targets.RunAsync(broker, $"group describe {group}")).ExitCode);
    }

    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task A_share_group_is_described_moved_and_deleted(string broker)
    {
        var (topic, group) = (targets.Unique("kind-topic"), targets.Unique("kind-share"));
        await FillAsync(broker, topic);
        (await targets.RunAsync(broker, $"config alter group {group} --set share.auto.offset.reset=earliest")).Succeeded();
        await ToolAsync(broker, "consumer.ConsoleShareConsumer", $"--topic {topic} --group {group} --max-messages 4 --timeout-ms 30000");

        var described = await JsonAsync(broker, $"share describe {group} --json");
        Assert.Equal("Empty", described.GetProperty("state").GetString());
        Assert.Equal(0, Place(described).Lag); // where it starts may trail behind what was acknowledged
        Assert.Equal(1, (await targets.RunAsync(broker, $"group describe {group}")).ExitCode);
        (await targets.RunAsync(broker, $"share reset {group} --to 1 --dry-run")).Succeeded();
        Assert.Equal(0, Place(await JsonAsync(broker, $"share describe {group} --json")).Lag);
        (await targets.RunAsync(broker, $"share reset {group} --topic {topic} --to 1")).Succeeded();
        Assert.Equal((1, 3), Place(await JsonAsync(broker, $"share describe {group} --json")));
        (await targets.RunAsync(broker, $"share forget {group} {topic}")).Succeeded();
        Assert.Equal(0, (await JsonAsync(broker, $"share describe {group} --json")).GetProperty("partitions").GetArrayLength());
        (await targets.RunAsync(broker, $"group delete {group}")).Succeeded();
        Assert.Equal(1, (await targets.RunAsync(broker, $"share describe {group}")).ExitCode);
    }

    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task Members_of_a_share_group_take_each_record_once(string broker)
    {
        var (topic, group) = (targets.Unique("kind-topic"), targets.Unique("kind-share"));
        await FillAsync(broker, topic);
        (await targets.RunAsync(broker, $"config alter group {group} --set share.auto.offset.reset=earliest")).Succeeded();
        Assert.Equal("1\n", (await targets.RunAsync(broker, $"consume {topic} --share-group {group} --max 1")).Succeeded().Output);
        var rest = (await targets.RunAsync(broker, $"consume {topic} --share-group {group} --max 3 --json")).Succeeded().Output;
        var records = rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["2", "3", "4"], records.Select(r => r.GetProperty("value").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(records, r => Assert.InRange(r.GetProperty("deliveryCount").GetInt32(), 1, 2));
        Assert.Equal(0, Place(await JsonAsync(broker, $"share describe {group} --json")).Lag);
        var refused = await targets.RunAsync(broker, $"consume {topic} --share-group {group} --from beginning");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("share.auto.offset.reset", refused.Error, StringComparison.Ordinal);
    }

    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task A_streams_group_is_described_with_its_tasks_and_deleted(string broker)
    {
        using var ask = new StreamsInterview(await WireCaller.ConnectAsync(await targets.BootstrapAsync(broker)), targets.Unique("kind-streams"));
        await ask.PrepareAsync();
        await ask.CreateAsync(ask.Input);
        await ask.CreateAsync(ask.Repartition);
        await ask.CreateAsync(ask.Changelog);
        await ask.CommitAsync(StreamsInterview.One, (await ask.JoinAsync()).MemberEpoch);

        var described = await JsonAsync(broker, $"group describe {ask.Group} --json");
        Assert.Equal("Stable", described.GetProperty("state").GetString());
        Assert.Equal(
            [$"{ask.Input} 0 compat", $"{ask.Input} 1 compat", $"{ask.Repartition} 0 compat", $"{ask.Repartition} 1 compat"],
            described.GetProperty("partitions").EnumerateArray().Select(row => $"{row.GetProperty("topic")} {row.GetProperty("partition")} {row.GetProperty("member")}"));
        Assert.Equal(1, described.GetProperty("partitions")[0].GetProperty("committed").GetInt64());
        Assert.Equal(1, (await targets.RunAsync(broker, $"group delete {ask.Group}")).ExitCode);
        await ask.BeatAsync(-1);
        (await targets.RunAsync(broker, $"group delete {ask.Group}")).Succeeded();
        Assert.Equal(1, (await targets.RunAsync(broker, $"group describe {ask.Group}")).ExitCode);
    }

    private static (long Start, long Lag) Place(JsonElement group)
    {
        var partition = group.GetProperty("partitions")[0];
        return (partition.GetProperty("start").GetInt64(), partition.GetProperty("lag").GetInt64());
    }

    private async Task FillAsync(string broker, string topic)
    {
        (await targets.RunAsync(broker, $"topic create {topic}")).Succeeded();
        (await targets.RunAsync(broker, $"produce {topic}", "1\n2\n3\n4\n")).Succeeded();
    }

    private async Task ToolAsync(string broker, string tool, string arguments) =>
        await new ToolRunner(targets.Tools, await targets.BootstrapAsync(broker)).RunAsync(tool, arguments);

    private async Task<JsonElement> JsonAsync(string broker, string command)
    {
        using var json = JsonDocument.Parse((await targets.RunAsync(broker, command)).Succeeded().Output);
        return json.RootElement.Clone();
    }
}
