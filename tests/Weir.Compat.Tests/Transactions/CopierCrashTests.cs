using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;

namespace Weir.Compat.Tests.Transactions;

/// <summary>Kafka's own copier goes on over a broker that is killed and started again, and copies exactly once.</summary>
public sealed class CopierCrashTests(CompatEnvironment environment)
{
    private const int Records = 4_000;
    private const int Kills = 3;

    [CompatFact]
    public async Task TransactionalMessageCopier_copies_exactly_once_over_kills_of_the_broker()
    {
        await Toolbox.JavaAsync();
        await using var broker = await BrokerProcess.StartAsync(BrokerProcess.Target);
        var tool = new ToolRunner(environment.Tools, broker.BootstrapServers);
        await tool.RunAsync("TopicCommand", "--create --topic source --partitions 1");
        await tool.RunAsync("TopicCommand", "--create --topic target --partitions 1");
        await tool.RunAsync("ConsoleProducer", "--topic source", string.Concat(Enumerable.Range(0, Records).Select(i => $"{i}\n")));

        string[] copy =
        [
            .. JavaTools.Options, "org.apache.kafka.tools.TransactionalMessageCopier", "--broker-list", broker.BootstrapServers,
            "--input-topic", "source", "--input-partition", "0", "--output-topic", "target", "--max-messages", $"{Records}", "--transaction-size", "10",
            "--consumer-group", "copier", "--transactional-id", "copier", "--enable-random-aborts",
        ];
        await using (var copier = Conversation.Start("java", copy))
        {
            for (int kill = 1; kill <= Kills; kill++)
            {
                await UntilCopiedAsync(copier, kill * Records / (Kills + 2));
                await broker.KillAsync();
                await broker.StartAsync();
            }

            await UntilCopiedAsync(copier, Records);
            Assert.Equal(0, await copier.EndAsync(ForeignProcess.DefaultDeadline));
        }

        string printed = await tool.RunAsync(
            "consumer.ConsoleConsumer", $"--topic target --from-beginning --isolation-level read_committed --max-messages {Records} --timeout-ms 30000");
        Assert.Equal(Enumerable.Range(0, Records).Select(i => $"{i}"), printed.Trim().Split('\n'));
    }

    // It tells after each transaction how much is left.
    private static async Task UntilCopiedAsync(Conversation copier, long count)
    {
        while (true)
        {
            string line = await copier.HearAsync(ForeignProcess.DefaultDeadline);
            using JsonDocument said = JsonDocument.Parse(line);
            if (said.RootElement.TryGetProperty("remaining", out JsonElement remaining) && Records - remaining.GetInt64() >= count)
            {
                return;
            }
        }
    }
}
