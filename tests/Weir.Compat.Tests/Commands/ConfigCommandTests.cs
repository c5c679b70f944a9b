using System.Text.Json;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Commands;

/// <summary><c>weir config</c> on Weir and on Apache Kafka.</summary>
[Collection<CommandTargetsCollection>]
public sealed class ConfigCommandTests(CommandTargets targets)
{
    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task Settings_of_a_topic_are_changed_all_or_none(string broker)
    {
        var topic = targets.Unique("config-topic");
        (await targets.RunAsync(broker, $"topic create {topic}")).Succeeded();

        (await targets.RunAsync(broker, $"config alter topic {topic} --set retention.ms=1000000 --append cleanup.policy=compact")).Succeeded();
        Assert.Equal(["cleanup.policy=delete,compact topic", "retention.ms=1000000 topic"], await DescribeAsync(broker, $"topic {topic}"));
        (await targets.RunAsync(broker, $"config alter topic {topic} --delete retention.ms --dry-run")).Succeeded();
        Assert.Equal(1, (await targets.RunAsync(broker, $"config alter topic {topic} --delete retention.ms --set no.such.setting=1")).ExitCode);
        Assert.Equal(["cleanup.policy=delete,compact topic", "retention.ms=1000000 topic"], await DescribeAsync(broker, $"topic {topic}"));
        (await targets.RunAsync(broker, $"config alter topic {topic} --delete retention.ms --subtract cleanup.policy=delete")).Succeeded();

        Assert.Equal(["cleanup.policy=compact topic"], await DescribeAsync(broker, $"topic {topic}"));
        Assert.Contains("retention.ms=604800000 default", await DescribeAsync(broker, $"topic {topic} --all"));
        Assert.Contains("retention.ms: ", (await targets.RunAsync(broker, $"config describe topic {topic} --key retention.ms")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(1, (await targets.RunAsync(broker, $"config describe topic {topic} --key no.such.setting")).ExitCode);
    }

    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task What_has_settings_is_listed(string broker)
    {
        var (group, metrics) = (targets.Unique("config-group"), targets.Unique("config-metrics"));
        (await targets.RunAsync(broker, $"config alter group {group} --set consumer.session.timeout.ms=50000")).Succeeded();
        (await targets.RunAsync(broker, $"config alter client-metrics {metrics} --set interval.ms=10000")).Succeeded();

        Assert.Equal(["consumer.session.timeout.ms=50000 group"], await DescribeAsync(broker, $"group {group}"));
        Assert.Contains("interval.ms=10000 client-metrics", await DescribeAsync(broker, $"client-metrics {metrics}"));
        var listed = await JsonAsync(broker, "config list --json");
        Assert.Contains($"group {group}", listed.Select(row => $"{row.GetProperty("kind")} {row.GetProperty("name")}"));
        Assert.Contains($"client-metrics {metrics}", listed.Select(row => $"{row.GetProperty("kind")} {row.GetProperty("name")}"));
        Assert.All(await JsonAsync(broker, "config list group --json"), row => Assert.Equal("group", row.GetProperty("kind").GetString()));
        (await targets.RunAsync(broker, "config describe broker default")).Succeeded();
    }

    private async Task<List<string>> DescribeAsync(string broker, string what) =>
        [.. (await JsonAsync(broker, $"config describe {what} --json")).Select(entry => $"{entry.GetProperty("name")}={entry.GetProperty("value")} {entry.GetProperty("source")}")];

    private async Task<List<JsonElement>> JsonAsync(string broker, string command)
    {
        using var json = JsonDocument.Parse((await targets.RunAsync(broker, command)).Succeeded().Output);
        return [.. json.RootElement.Clone().EnumerateArray()];
    }
}
