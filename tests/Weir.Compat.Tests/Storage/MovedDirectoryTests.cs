using System.Globalization;
using System.Text;
using Weir.Client;
using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Transactions;

namespace Weir.Compat.Tests.Storage;

/// <summary>The way out, and back: a data directory that Weir has filled and left goes on under Apache Kafka, and then under Weir again.</summary>
public sealed class MovedDirectoryTests(CompatEnvironment environment)
{
    private const string Group = "moved-group";
    private const string Transaction = "moved-transaction";

    [CompatFact]
    public async Task Everything_is_there_under_Kafka_and_under_Weir_again()
    {
        await using var weir = await BrokerProcess.StartAsync(BrokerKind.Weir);
        var before = Plan("moved-by-weir");
        await FillAsync(weir, before);
        string filled = await DescribeAsync(weir, before);
        Assert.Equal(0, await weir.StopAsync());

        await using var kafka = await BrokerProcess.TakeOverAsync(BrokerKind.Kafka, weir);
        Assert.Equal(filled, await DescribeAsync(kafka, before));
        await CheckRecordsAsync(kafka, before);
        var after = Plan("moved-by-kafka");
        await FillAsync(kafka, after);
        string refilled = await DescribeAsync(kafka, before, after);
        Assert.Equal(143, await kafka.StopAsync());

        await using var again = await BrokerProcess.TakeOverAsync(BrokerKind.Weir, weir);
        Assert.Equal(refilled, await DescribeAsync(again, before, after));
        await CheckRecordsAsync(again, before, after);
        Assert.Equal(0, await again.StopAsync());

        await using var kafkaAgain = await BrokerProcess.TakeOverAsync(BrokerKind.Kafka, weir);
        Assert.Equal(refilled, await DescribeAsync(kafkaAgain, before, after));
        await CheckRecordsAsync(kafkaAgain, before, after);
    }

    [CompatFact]
    public async Task Kafka_goes_on_where_Weir_was_killed()
    {
        await using var weir = await BrokerProcess.StartAsync(BrokerKind.Weir);
        var plan = Plan("moved-after-crash");
        await FillAsync(weir, plan);
        string filled = await DescribeAsync(weir, plan);
        await weir.KillAsync();

        await using var kafka = await BrokerProcess.TakeOverAsync(BrokerKind.Kafka, weir);
        Assert.Equal(filled, await DescribeAsync(kafka, plan));
        await CheckRecordsAsync(kafka, plan);
    }

    private static TopicPlan Plan(string topic)
    {
        var records = RecordSet.Create(partitions: 2, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), withNullHeaders: true);
        return new TopicPlan(topic, 2, "zstd", records.Count, records);
    }

    /// <summary>Records, settings, offsets of a group, a limit, a transaction that is done and one that is left open.</summary>
    private async Task FillAsync(BrokerProcess broker, TopicPlan plan)
    {
        await Client.ProduceAsync(broker.BootstrapServers, [plan]);
        await using var admin = Admin(broker);
        await admin.AlterConfigsAsync(ConfigResource.Topic(plan.Name), [ConfigChange.Set("max.message.bytes", "2000000"), ConfigChange.Set("cleanup.policy", "compact,delete")]);
        await admin.AlterGroupOffsetsAsync(Group, new Dictionary<TopicPartition, OffsetAndMetadata> { [new(plan.Name, 1)] = new(7, Metadata: "seen by the test") });
        await admin.AlterClientQuotasAsync(new ClientQuotaEntity(ClientId: plan.Name), new Dictionary<string, double?> { ["producer_byte_rate"] = 1_000_000 });

        using var producer = new TransactionInterview(await WireCaller.ConnectAsync(broker.BootstrapServers), plan.Name + "-transactions");
        await producer.CreateTopicAsync(Transaction);
        var id = await producer.InitAsync(Transaction);
        await producer.ProduceAsync(Transaction, id, 0, 12);
        await producer.EndAsync(Transaction, id, isCommit: true, version: 5);
        id = await producer.InitAsync(plan.Name);
        await producer.ProduceAsync(plan.Name, id, 0, 12);
    }

    private static async Task<string> DescribeAsync(BrokerProcess broker, params TopicPlan[] plans)
    {
        await using var admin = Admin(broker);
        var text = new StringBuilder();
        foreach (var plan in plans)
        {
            var topic = await admin.DescribeTopicAsync(plan.Name);
            var changed = (await admin.DescribeConfigsAsync(ConfigResource.Topic(plan.Name))).Where(entry => entry.Source == ConfigSource.DynamicTopic);
            text.AppendLine(CultureInfo.InvariantCulture, $"{topic.Name} {topic.TopicId} {topic.Partitions.Count}");
            text.AppendJoin(' ', changed.Select(entry => $"{entry.Name}={entry.Value}").Order(StringComparer.Ordinal)).AppendLine();
            var transaction = await admin.DescribeTransactionAsync(plan.Name);
            text.AppendLine(CultureInfo.InvariantCulture, $"{transaction.State} {transaction.ProducerId} {transaction.ProducerEpoch} {string.Join(' ', transaction.Partitions)}");
        }

        var done = await admin.DescribeTransactionAsync(Transaction);
        var offsets = await admin.ListGroupOffsetsAsync(Group);
        var quotas = await admin.DescribeClientQuotasAsync();
        text.AppendLine(CultureInfo.InvariantCulture, $"{done.State} {done.ProducerId} {done.ProducerEpoch}");
        text.AppendJoin(' ', offsets.Select(offset => $"{offset}").Order(StringComparer.Ordinal)).AppendLine();
        text.AppendJoin(' ', quotas.Select(quota => $"{quota.Entity} {string.Join(' ', quota.Limits)}").Order(StringComparer.Ordinal)).AppendLine();
        return text.ToString();
    }

    private async Task CheckRecordsAsync(BrokerProcess broker, params TopicPlan[] plans)
    {
        var read = await Client.ConsumeAsync(broker.BootstrapServers, plans);
        foreach (var plan in plans)
        {
            Assert.Equal(Text(plan.Records), Text(read[plan.Name]));
        }
    }

    private ICompatClient Client => CompatClients.Create("weir", environment.Tools);

    private static AdminClient Admin(BrokerProcess broker) => new(new AdminOptions { BootstrapServers = broker.BootstrapServers });

    private static IEnumerable<string> Text(IEnumerable<WireRecord> records) => records.Select(record => $"{record.Content()} {record.Timestamp}").Order(StringComparer.Ordinal);
}
