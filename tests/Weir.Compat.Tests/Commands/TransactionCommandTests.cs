using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Transactions;

namespace Weir.Compat.Tests.Commands;

/// <summary><c>weir txn</c> on Weir and on Apache Kafka, with a producer that has left a transaction open.</summary>
[Collection<CommandTargetsCollection>]
public sealed class TransactionCommandTests(CommandTargets targets)
{
    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task An_open_transaction_is_shown_and_ended_by_fencing(string broker)
    {
        var (id, topic) = (targets.Unique("txn-fenced"), targets.Unique("txn-topic"));
        using var left = new TransactionInterview(await WireCaller.ConnectAsync(await targets.BootstrapAsync(broker)), topic);
        var producer = await LeaveOpenAsync(left, id);

        Assert.Contains(id, (await JsonAsync(broker, "txn list --state Ongoing --json")).EnumerateArray().Select(row => row.GetProperty("transactionalId").GetString()));
        Assert.DoesNotContain(id, (await JsonAsync(broker, "txn list --longer-than 1h --json")).EnumerateArray().Select(row => row.GetProperty("transactionalId").GetString()));
        var described = await JsonAsync(broker, $"txn describe {id} --json");
        Assert.Equal("Ongoing", described.GetProperty("state").GetString());
        Assert.Equal(producer.Id, described.GetProperty("producerId").GetInt64());
        Assert.Equal([$"{topic}-0"], described.GetProperty("partitions").EnumerateArray().Select(partition => partition.GetString()));
        Assert.Equal(0, await OpenFromAsync(broker, topic));

        (await targets.RunAsync(broker, $"txn fence {id}")).Succeeded();
        await left.DescribeAsync(id);
        Assert.Equal("Empty", (await JsonAsync(broker, $"txn describe {id} --json")).GetProperty("state").GetString());
        Assert.Null(await OpenFromAsync(broker, topic));
        await left.EndAsync(id, producer, isCommit: true, version: 3);
        Assert.Contains("end commit p0/0 v3: ProducerFenced", left.Answers, StringComparison.Ordinal);
    }

    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task A_partition_is_freed_of_a_transaction_by_its_first_offset(string broker)
    {
        var (id, topic) = (targets.Unique("txn-hanging"), targets.Unique("txn-topic"));
        using var left = new TransactionInterview(await WireCaller.ConnectAsync(await targets.BootstrapAsync(broker)), topic);
        await LeaveOpenAsync(left, id);

        Assert.Equal(1, (await targets.RunAsync(broker, $"txn abort {topic} 0 --from 7")).ExitCode);
        (await targets.RunAsync(broker, $"txn abort {topic} 0 --from 0")).Succeeded();

        Assert.Null(await OpenFromAsync(broker, topic));
    }

    [CompatTheory]
    [InlineData("Weir", "txn describe nobody")]
    [InlineData("Apache Kafka", "txn describe nobody")]
    [InlineData("Weir", "txn list --state Sleeping")]
    [InlineData("Apache Kafka", "txn list --state Sleeping")]
    [InlineData("Weir", "txn producers nowhere 0")]
    [InlineData("Apache Kafka", "txn producers nowhere 0")]
    public async Task What_is_not_there_is_one_line(string broker, string command)
    {
        using (var coordinated = new TransactionInterview(await WireCaller.ConnectAsync(await targets.BootstrapAsync(broker)), targets.Unique("txn-topic")))
        {
            await coordinated.CreateTopicAsync("nobody");
        }

        Assert.Equal(1, (await targets.RunAsync(broker, command)).ExitCode);
    }

    private static async Task<(long Id, short Epoch)> LeaveOpenAsync(TransactionInterview client, string id)
    {
        await client.CreateTopicAsync(id);
        var producer = await client.InitAsync(id);
        await client.AddAsync(id, producer, 3, client.Topic);
        await client.ProduceAsync(id, producer, 0, 9);
        return producer;
    }

    private async Task<long?> OpenFromAsync(string broker, string topic)
    {
        var start = (await JsonAsync(broker, $"txn producers {topic} 0 --json"))[0].GetProperty("transactionStartOffset");
        return start.ValueKind == JsonValueKind.Null ? null : start.GetInt64();
    }

    private async Task<JsonElement> JsonAsync(string broker, string command)
    {
        using var json = JsonDocument.Parse((await targets.RunAsync(broker, command)).Succeeded().Output);
        return json.RootElement.Clone();
    }
}
