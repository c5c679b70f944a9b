using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;

namespace Weir.Compat.Tests.Telemetry;

/// <summary>Clients of others push their metrics to Weir (KIP-714), and <c>weir client</c> shows them.</summary>
public sealed class TelemetryClientTests(CompatEnvironment environment)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [CompatFact]
    public async Task Java_clients_push_what_a_subscription_asks_for()
    {
        await Toolbox.JavaAsync();
        string client = environment.Unique("telemetry-java");
        var tool = await SubscribeAsync(client, "org.apache.kafka.");
        await using var driver = Conversation.Start("java", [.. JavaTools.Options, "weir.compat.Driver", "push", await environment.BootstrapAsync(), client, client]);
        string producerId = await driver.HearAsync(Patience);
        string consumerId = await driver.HearAsync(Patience);

        var sent = await UntilPushedAsync($"{client}-producer", "org.apache.kafka.producer.");
        var read = await UntilPushedAsync($"{client}-consumer", "org.apache.kafka.consumer.");

        Assert.All(sent, metric => Assert.Equal(producerId, metric.GetProperty("clientInstanceId").GetString()));
        Assert.All(read, metric => Assert.Equal(consumerId, metric.GetProperty("clientInstanceId").GetString()));
        Assert.Contains(sent, metric => Text(metric, "metric") == "org.apache.kafka.producer.connection.creation.total" && metric.GetProperty("kind").GetString() == "sum");
        Assert.All(sent, metric => Assert.Equal("apache-kafka-java", Text(metric, "clientSoftwareName")));

        await driver.SayAsync("end");
        Assert.Equal(0, await driver.EndAsync(Patience));
        await UntilEndedAsync(consumerId); // Kafka's producer goes without a word
        await tool.RunAsync("ClientMetricsCommand", $"--delete --name {client}");
    }

    [CompatFact]
    public async Task Librdkafka_pushes_what_a_subscription_asks_for()
    {
        string python = await Toolbox.PythonAsync();
        string client = environment.Unique("telemetry-rdkafka");
        var tool = await SubscribeAsync(client, "*");
        string script = Path.Combine(Locations.Sources, "python", "telemetry.py");
        await using var driver = Conversation.Start(python, [script, await environment.BootstrapAsync(), client, client]);
        Assert.Equal("sent", await driver.HearAsync(Patience));

        var pushed = await UntilPushedAsync(client, "org.apache.kafka.producer.");

        Assert.All(pushed, metric => Assert.Contains("-rdkafka-2.", Text(metric, "clientSoftwareVersion"), StringComparison.Ordinal));
        Assert.Contains(pushed, metric => Text(metric, "metric") == "org.apache.kafka.producer.connection.creation.total");
        driver.StopTalking();
        Assert.Equal(0, await driver.EndAsync(Patience));
        await tool.RunAsync("ClientMetricsCommand", $"--delete --name {client}");
    }

    [CompatFact]
    public async Task A_client_that_nobody_knows_is_one_line()
    {
        string client = environment.Unique("telemetry-nobody");
        var result = await RunAsync($"client metrics {client}");

        Assert.Equal(1, result.ExitCode);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    private static string Text(JsonElement metric, string name) => metric.GetProperty(name).GetString()!;

    private async Task<ToolRunner> SubscribeAsync(string client, string metrics)
    {
        var tool = await ToolRunner.CreateAsync(environment);
        await tool.RunAsync("TopicCommand", $"--create --topic {client}");
        await tool.RunAsync("ClientMetricsCommand", $"--alter --name {client} --interval 200 --metrics {metrics} --match client_id={client}.*");
        return tool;
    }

    /// <summary>The values whose names begin so, once there are any.</summary>
    private async Task<List<JsonElement>> UntilPushedAsync(string client, string prefix)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var result = await RunAsync($"client metrics {client} --metric {prefix} --json");
            if (result.ExitCode == 0 && JsonDocument.Parse(result.Output).RootElement is { ValueKind: JsonValueKind.Array } metrics && metrics.GetArrayLength() > 0)
            {
                return [.. metrics.EnumerateArray()];
            }
        }
    }

    // A client says goodbye with its last push.
    private async Task UntilEndedAsync(string instance)
    {
        using var limit = new CancellationTokenSource(Patience);
        string[] row;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            var listed = (await RunAsync("client list")).Succeeded();
            row = listed.Output.Split('\n').Single(line => line.StartsWith(instance, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        while (!row.Contains("ended"));
    }

    private async Task<ProcessResult> RunAsync(string command) =>
        await ForeignProcess.RunAsync(Locations.Weir, [.. command.Split(' '), "--bootstrap-server", await environment.BootstrapAsync()]);
}
