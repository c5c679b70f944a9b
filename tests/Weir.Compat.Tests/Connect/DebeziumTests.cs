using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Connect;

/// <summary>Debezium for PostgreSQL: what happens to a table arrives in a topic, in order per key, over workers that are killed.</summary>
[Collection<ConnectCollection>]
public sealed class DebeziumTests(ConnectCluster cluster)
{
    private const int Partitions = 3;

    [CompatFact]
    public async Task Every_change_arrives_once_and_in_order_over_a_worker_that_is_killed()
    {
        SharedFolder.Require("kafka", "plugins", "debezium-postgres");
        await using var postgres = await PostgresCluster.StartAsync();
        var orders = new Orders(postgres);
        await orders.CreateAsync(rows: 40);
        string bootstrap = await cluster.BootstrapAsync();
        var worker = await cluster.ExactlyOnceWorkerAsync();
        await worker.Rest.ConfigureAsync("shop", Settings(postgres.Port));
        await using var reader = await TopicReader.OpenAsync(bootstrap, "shop.public.orders", Partitions);
        var snapshot = await reader.UntilAsync(read => read.Count >= orders.ExpectedCount);
        Assert.Equal(orders.Expected, Orders.Arrived(snapshot));

        await orders.ChangeAsync(transactions: 60);
        await reader.UntilAsync(read => read.Count >= orders.ExpectedCount / 2);
        await worker.KillAsync();
        await orders.ChangeAsync(transactions: 60);
        await worker.StartAsync();
        await orders.TouchAllAsync();

        var changes = await reader.UntilAsync(read => read.Count >= orders.ExpectedCount);
        Assert.Equal(orders.Expected, Orders.Arrived(changes));
    }

    private static Dictionary<string, string> Settings(int port) => new()
    {
        ["connector.class"] = "io.debezium.connector.postgresql.PostgresConnector",
        ["exactly.once.support"] = "required",
        ["database.hostname"] = "127.0.0.1",
        ["database.port"] = $"{port}",
        ["database.user"] = "postgres",
        ["database.password"] = "unused",
        ["database.dbname"] = "postgres",
        ["plugin.name"] = "pgoutput",
        ["publication.autocreate.mode"] = "filtered",
        ["slot.max.retries"] = "200",
        ["slot.retry.delay.ms"] = "500",
        ["poll.interval.ms"] = "50",
        ["topic.prefix"] = "shop",
        ["table.include.list"] = "public.orders",
        ["topic.creation.default.partitions"] = $"{Partitions}",
        ["topic.creation.default.replication.factor"] = "1",
    };
}
