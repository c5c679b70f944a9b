using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Consume;

/// <summary>Runs a member of a share group until its settings, Ctrl-C or a closed output end it. A record is accepted when it has been written.</summary>
internal static class ShareReading
{
    private const int UsualAcquisition = 500;

    public static async Task<int> RunAsync(ConsumeSettings settings, ClientProperties properties, RecordWriter writer, Terminal terminal)
    {
        using var logging = ClusterOptions.Logging(terminal);
        using var interrupt = new Interrupt();
        var options = Configure(settings, properties).ToShareConsumerOptions(logging.CreateLogger("weir"));
        await BootstrapProbe.RequireAsync(options.BootstrapServers, TimeProvider.System);
        await using (var admin = new AdminClient(properties.ToAdminOptions()))
        {
            _ = await admin.DescribeTopicAsync(settings.Topic, interrupt.Token);
        }
        await using var consumer = new ShareConsumer<byte[]?, byte[]?>(options, Deserializers.ByteArray, Deserializers.ByteArray, logging);
        try
        {
            consumer.Subscribe(settings.Topic);
            await CopyAsync(consumer, settings.Max, writer, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            // Ctrl-C is the usual way out.
        }
        catch (OutputClosedException)
        {
            // Whoever read the output has seen enough; what was not written is released.
        }
        return ExitCode.Ok;
    }

    /// <summary>With a limit no more is acquired than will be written: a record that is released has been delivered once more.</summary>
    private static ClientProperties Configure(ConsumeSettings settings, ClientProperties properties)
    {
        properties.Set("group.id", settings.ShareGroup!).Set("share.acknowledgement.mode", "explicit");
        if (settings.Max < UsualAcquisition)
        {
            properties.Set("share.acquire.mode", "record_limit").Set("max.poll.records", $"{settings.Max}");
        }
        return properties;
    }

    private static async Task CopyAsync(ShareConsumer<byte[]?, byte[]?> consumer, long max, RecordWriter writer, CancellationToken cancellation)
    {
        var left = max;
        await foreach (var batch in consumer.ConsumeBatchesAsync(cancellation))
        {
            var count = (int)Math.Min(left, batch.Count);
            for (var i = 0; i < count; i++)
            {
                writer.Write(batch.Records.Span[i]);
            }
            writer.Flush();
            for (var i = 0; i < count; i++)
            {
                consumer.Acknowledge(batch.Records.Span[i]);
            }
            left -= count;
            if (left == 0)
            {
                break;
            }
        }
    }
}
