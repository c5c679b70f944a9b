using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Bench;

/// <summary>Runs the measurements one after the other, on a topic of their own unless one is given.</summary>
internal static class BenchRun
{
    public static async Task<BenchJson> RunAsync(
        BenchSettings settings, ClientProperties properties, Terminal terminal, CancellationToken cancellation)
    {
        using var logging = ClusterOptions.Logging(terminal);
        var logger = logging.CreateLogger("weir");
        await BootstrapProbe.RequireAsync(properties.ToAdminOptions().BootstrapServers, TimeProvider.System);
        await using var admin = new AdminClient(properties.ToAdminOptions(logger), logging);
        var topic = settings.Topic ?? $"weir-bench-{Guid.NewGuid():n}"[..19];
        if (settings.Topic is null)
        {
            await admin.CreateTopicAsync(new NewTopic(topic, settings.Partitions, (short)settings.ReplicationFactor), cancellation);
        }
        try
        {
            var load = new BenchLoad(topic, settings, properties.ToProducerOptions(logger), properties.ToConsumerOptions(), TimeProvider.System);
            var starts = await EndsAsync(admin, topic, cancellation);
            List<BenchRunJson> runs = [await Activity.ShowAsync(terminal, $"Producing {settings.Records} records", () => load.ProduceAsync(cancellation))];
            var ends = await EndsAsync(admin, topic, cancellation);
            runs.Add(await Activity.ShowAsync(terminal, "Consuming them", () => load.ConsumeAsync(starts, ends, cancellation)));
            if (settings.Rate > 0)
            {
                var latency = new BenchLatency(topic, settings, properties.ToProducerOptions(), properties.ToConsumerOptions(), TimeProvider.System);
                runs.AddRange(await Activity.ShowAsync(
                    terminal, $"Measuring latency at {settings.Rate} records per second", () => latency.RunAsync(ends, cancellation)));
            }
            return new BenchJson(settings.RecordSize, [.. runs]);
        }
        catch (OperationCanceledException error) when (cancellation.IsCancellationRequested)
        {
            throw CommandException.Failed("interrupted", error);
        }
        finally
        {
            if (settings.Topic is null)
            {
                await admin.DeleteTopicAsync(topic, CancellationToken.None);
            }
        }
    }

    private static async Task<Dictionary<TopicPartition, long>> EndsAsync(AdminClient admin, string topic, CancellationToken cancellation)
    {
        var partitions = PartitionOffsets.Of(await admin.DescribeTopicAsync(topic, cancellation));
        return await PartitionOffsets.ListAsync(admin, partitions, OffsetSpec.Latest, cancellation);
    }
}
