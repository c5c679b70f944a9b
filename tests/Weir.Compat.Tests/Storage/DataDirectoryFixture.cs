using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;

namespace Weir.Compat.Tests.Storage;

/// <summary>The data directory of a broker that was filled by clients and then stopped cleanly.</summary>
public sealed class DataDirectoryFixture(CompatEnvironment environment) : IAsyncDisposable
{
    public const string RolledTopic = "dump-rolled";
    public const string Group = "dump-group";
    private readonly SemaphoreSlim _once = new(1);
    private BrokerProcess? _broker;

    internal JavaTools Tools => environment.Tools;

    internal async Task<string> PathAsync()
    {
        await _once.WaitAsync();
        try
        {
            _broker ??= await FillAsync();
            return _broker.DataDirectory;
        }
        finally
        {
            _once.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    private async Task<BrokerProcess> FillAsync()
    {
        var broker = await BrokerProcess.StartAsync(BrokerProcess.Target, "disk", "metadata.log.max.record.bytes.between.snapshots=200");
        var records = RecordSet.Create(partitions: 1, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), withNullHeaders: true);
        var topics = CompatClients.Codecs.Select(codec => new TopicPlan($"dump-{codec}", 1, codec, records.Count, records)).ToList();
        await CompatClients.Create("java", environment.Tools).ProduceAsync(broker.BootstrapServers, topics);

        var tool = new ToolRunner(environment.Tools, broker.BootstrapServers);
        await tool.RunAsync("TopicCommand", $"--create --topic {RolledTopic} --config segment.bytes=1048576");
        await tool.RunAsync("ProducerPerformance", $"--topic {RolledTopic} --num-records 3000 --record-size 1000 --throughput -1");
        await tool.RunAsync("consumer.ConsoleConsumer", $"--topic dump-none --group {Group} --from-beginning --max-messages {records.Count} --timeout-ms 30000");
        Assert.Equal(broker.Kind == BrokerKind.Weir ? 0 : 143, await broker.StopAsync());
        return broker;
    }
}
