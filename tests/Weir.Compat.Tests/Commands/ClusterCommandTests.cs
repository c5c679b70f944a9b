using System.Globalization;
using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Commands;

/// <summary>The <c>weir</c> commands on three nodes of Apache Kafka, one of which dies while records come in.</summary>
public sealed class ClusterCommandTests
{
    private const int Lines = 20_000;

    [CompatFact]
    public async Task Produce_goes_on_through_the_death_of_a_broker()
    {
        await using KafkaCluster cluster = await KafkaCluster.StartAsync();
        (await RunAsync(cluster, "topic create orders --partitions 3 --replication-factor 3 --config min.insync.replicas=2")).Succeeded();

        await using (Conversation producer = Conversation.Start(Locations.Weir, Arguments(cluster, "produce orders --key-separator :")))
        {
            Task kill = Task.CompletedTask;
            for (int i = 0; i < Lines; i++)
            {
                await producer.SayAsync($"{i % 10}:{i}");
                kill = i == Lines / 3 ? cluster.KillAsync(node: 2) : kill;
            }

            await kill;
            producer.StopTalking();
            Assert.True(await producer.EndAsync(TimeSpan.FromSeconds(120)) == 0, producer.Errors);
        }

        ProcessResult read = (await RunAsync(cluster, $"consume orders --from beginning --max {Lines} --json")).Succeeded();
        JsonElement[] records = [.. read.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        foreach (var key in records.GroupBy(record => record.GetProperty("key").GetString()!))
        {
            int first = int.Parse(key.Key, CultureInfo.InvariantCulture);
            Assert.Equal(Enumerable.Range(0, Lines / 10).Select(i => $"{first + (i * 10)}"), key.Select(record => record.GetProperty("value").GetString()));
        }

        Assert.Equal(10, records.Select(record => record.GetProperty("key").GetString()).Distinct().Count());
        Assert.Equal(Lines, records.Length);
    }

    private static Task<ProcessResult> RunAsync(KafkaCluster cluster, string command) =>
        ForeignProcess.RunAsync(Locations.Weir, Arguments(cluster, command));

    private static string[] Arguments(KafkaCluster cluster, string command) =>
        [.. command.Split(' '), "--bootstrap-server", cluster.BootstrapServers];
}
