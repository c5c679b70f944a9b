using System.Text;
using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Telemetry;

/// <summary>Weir, and Apache Kafka with a plugin that receives metrics, are asked the same about KIP-714, and must answer the same.</summary>
public sealed class TelemetryAnswersTests
{
    private const sbyte ClientMetrics = 16;

    // Long enough that what is asked at once is asked within it, however slow the machine.
    private const int IntervalMs = 60_000;

    [CompatFact]
    public async Task Subscriptions_and_pushes_are_answered_as_by_Kafka()
    {
        await using var kafka = await BrokerProcess.StartWithReceiverAsync("metric.reporters=weir.compat.Receiver", "telemetry.max.bytes=10000");
        await using var weir = await BrokerProcess.StartAsync(BrokerKind.Weir, "os", "telemetry.max.bytes=10000");
        string[] answers = [await AskAsync(kafka), await AskAsync(weir)];
        TestContext.Current.TestOutputHelper?.WriteLine(answers[0]);
        Assert.Equal(answers[0].Split('\n'), answers[1].Split('\n'));
    }

    private static async Task<string> AskAsync(BrokerProcess broker)
    {
        var answers = new StringBuilder();
        await ConverseAsync(broker, answers, async ask => await ask.GetAsync(Guid.Empty));
        await SubscribeAsync(broker, "a", ("metrics", "x.,y."), ("interval.ms", $"{IntervalMs}"));
        await SubscribeAsync(broker, "b", ("metrics", "y.,z."), ("interval.ms", $"{IntervalMs * 2}"), ("match", "client_id=com.*"));
        await SubscribeAsync(broker, "c", ("metrics", "*"), ("interval.ms", "100"), ("match", "client_id=com"));
        await SubscribeAsync(broker, "d", ("metrics", "*"), ("interval.ms", "100"), ("match", "client_software_name=unknown,client_id=other"));
        await ConverseAsync(broker, answers, async ask =>
        {
            var demand = await ask.GetAsync(Guid.Empty);
            await ask.GetAsync(demand.Id);
            await ask.PushAsync(demand.Id, demand.Subscription + 1);
            await ask.GetAsync(demand.Id);
            await ask.PushAsync(demand.Id, demand.Subscription);
            await ask.PushAsync(demand.Id, demand.Subscription, isTerminating: true);
            await ask.PushAsync(demand.Id, demand.Subscription, isTerminating: true);
            await ask.PushAsync(demand.Id, demand.Subscription);
            await ask.GetAsync(demand.Id);
        });
        foreach (var (compression, metrics) in new (sbyte, byte[])[] { (0, []), (4, []), (9, []), (-1, []), (0, new byte[10_001]), (0, [0xFF]), (1, [1, 2, 3]), (0, [0x0A, 0x00]) })
        {
            await ConverseAsync(broker, answers, async ask =>
            {
                var demand = await ask.GetAsync(Guid.Empty);
                await ask.PushAsync(demand.Id, demand.Subscription, compression, metrics);
                await ask.GetAsync(demand.Id);
            });
        }

        await ConverseAsync(broker, answers, async ask =>
        {
            await ask.PushAsync(Guid.Empty, 0);
            await ask.PushAsync(new Guid("00000000-0000-0000-0000-000000000001"), 0);
            await ask.PushAsync(Guid.NewGuid(), 0);
        });
        return answers.ToString();
    }

    private static async Task SubscribeAsync(BrokerProcess broker, string name, params (string Name, string Value)[] settings)
    {
        using var client = await WireCaller.ConnectAsync(broker.BootstrapServers);
        await client.AlterConfigsAsync(ClientMetrics, name, settings);

        // Kafka's broker learns of it some time after the controller has answered.
        long started = TimeProvider.System.GetTimestamp();
        while (!(await client.CallAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(new(), 0)).ConfigResources.Exists(resource => resource.ResourceName == name))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), $"{name} is not listed");
            await Task.Delay(20);
        }
    }

    // On a connection of its own, and so as a client of its own.
    private static async Task ConverseAsync(BrokerProcess broker, StringBuilder answers, Func<TelemetryInterview, Task> converse)
    {
        using var ask = new TelemetryInterview(await WireCaller.ConnectAsync(broker.BootstrapServers), answers);
        await converse(ask);
    }
}
