using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Consume;

/// <summary>Runs a consumer until its settings, Ctrl-C or a closed output end it.</summary>
internal static class RecordReading
{
    public static async Task<int> RunAsync(ConsumeSettings settings, ClientProperties properties, RecordWriter writer, Terminal terminal)
    {
        using var logging = ClusterOptions.Logging(terminal);
        using var interrupt = new Interrupt();
        if (settings.Group is not null)
        {
            properties.Set("group.id", settings.Group);
        }
        var options = properties.ToConsumerOptions(logging.CreateLogger("weir"));
        await BootstrapProbe.RequireAsync(options.BootstrapServers, TimeProvider.System);
        await using var admin = new AdminClient(properties.ToAdminOptions());
        await using var consumer = new Consumer<byte[]?, byte[]?>(options, Deserializers.ByteArray, Deserializers.ByteArray, logging);
        try
        {
            var ends = await StartAsync(consumer, settings, admin, interrupt.Token);
            await CopyAsync(consumer, settings.Max, ends, writer, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            // Ctrl-C is the usual way out.
        }
        catch (OutputClosedException)
        {
            // Whoever read the output has seen enough.
        }
        return ExitCode.Ok;
    }

    /// <summary>Subscribes or assigns. Returns where to stop, or null for nowhere.</summary>
    private static async Task<EndOffsets?> StartAsync(
        Consumer<byte[]?, byte[]?> consumer, ConsumeSettings settings, AdminClient admin, CancellationToken cancellation)
    {
        if (settings.Group is not null)
        {
            consumer.Subscribe([settings.Topic], settings.From is { } from ? new SeekOnAssignment(admin, from, consumer.Seek) : null);
            return null;
        }
        var all = PartitionOffsets.Of(await admin.DescribeTopicAsync(settings.Topic, cancellation));
        TopicPartition[] partitions = [.. all.Where(p => settings.Partition is null || p.Partition == settings.Partition)];
        if (partitions.Length == 0)
        {
            throw CommandException.Failed($"topic {settings.Topic} has no partition {settings.Partition}; it has 0 to {all.Count - 1}");
        }
        var position = settings.From ?? new StartPosition(StartPositionKind.End, 0);
        var starts = await PartitionOffsets.ResolveAsync(admin, partitions, position, cancellation);
        consumer.Assign(starts.Select(start => new TopicPartitionOffset(start.Key, start.Value)));
        return settings.UntilEnd
            ? new EndOffsets(await PartitionOffsets.ListAsync(admin, partitions, OffsetSpec.Latest, cancellation))
            : null;
    }

    private static async Task CopyAsync(
        Consumer<byte[]?, byte[]?> consumer, long max, EndOffsets? ends, RecordWriter writer, CancellationToken cancellation)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var records = consumer.ConsumeAsync(done.Token).GetAsyncEnumerator(done.Token);
        for (var count = 0L; count < max;)
        {
            var next = records.MoveNextAsync();
            var isThere = next.IsCompleted ? await next : await WaitAsync(next.AsTask(), consumer, ends, writer, done);
            if (!isThere)
            {
                break;
            }
            if (ends is null || ends.Includes(records.Current.TopicPartitionOffset))
            {
                writer.Write(records.Current);
                count++;
            }
        }
        writer.Flush();
    }

    // What there is is shown before waiting. An enumeration may not be left while its next step is under way.
    private static async Task<bool> WaitAsync(
        Task<bool> next, Consumer<byte[]?, byte[]?> consumer, EndOffsets? ends, RecordWriter writer, CancellationTokenSource reading)
    {
        try
        {
            writer.Flush();
            if (ends is null || await ends.AreAheadAsync(next, consumer, reading.Token))
            {
                return await next;
            }
            return false;
        }
        finally
        {
            if (!next.IsCompleted)
            {
                await reading.CancelAsync();
                await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }
}
