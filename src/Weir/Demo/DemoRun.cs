using Microsoft.Extensions.Logging;
using Weir.Broker;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Logging;
using Weir.Output;
using Weir.Protocol;
using Weir.Rides;

namespace Weir.Demo;

/// <summary>The main job: a broker, the two topics, a producer of rides, and their consumer, in one process.</summary>
internal static class DemoRun
{
    private const int TopCount = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<DemoJson> RunAsync(DemoSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        // The input is looked at first: a wrong path should not have to wait for a broker.
        using var csv = settings.CsvFile is { } file ? RideCsvReader.Open(file) : null;
        var rows = csv?.Rows() ?? MadeUp(settings.Seed);
        var count = settings.Rides ?? (csv is null ? DemoSettings.DefaultRides : long.MaxValue);
        using var directory = DemoDirectory.Open(settings.DataDirectory);
        using var logging = new LineLoggerFactory(terminal.Error, LogLevel.Warning);
        try
        {
            var options = new BrokerOptions { DataDirectory = directory.Path, Listen = new BrokerEndpoint("127.0.0.1", 0) };
            await using var broker = await BrokerServer.StartAsync(options, logging, TimeProvider.System, cancellation);
            terminal.Error.WriteLine($"Broker on {broker.BoundEndpoint}, data in {directory.Path}");
            return await RunAsync(settings, FirstRides(rows, count), broker.BoundEndpoint.ToString(), terminal, cancellation);
        }
        catch (BrokerStartException error)
        {
            throw CommandException.Failed(error.Message, error);
        }
        catch (OperationCanceledException error) when (cancellation.IsCancellationRequested)
        {
            throw CommandException.Failed("interrupted", error);
        }
    }

    private static async Task<DemoJson> RunAsync(
        DemoSettings settings, IEnumerable<RideRow> rows, string servers, Terminal terminal, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = servers });
        using var progress = await PrepareAsync(admin, time, cancellation);
        await using var rideProducer = new Producer<string?, Ride>(ProducerTo(servers), Serializers.String, Serializers.Json(RideJson.Default.Ride));
        await using var countProducer = new Producer<string?, long>(ProducerTo(servers), Serializers.String, Serializers.Int64);
        var counts = new LocationCounts(countProducer);
        await using (var earlier = new Consumer<string?, long>(new ConsumerOptions { BootstrapServers = servers }, Deserializers.String, Deserializers.Int64))
        {
            await counts.RestoreAsync(earlier, cancellation);
        }
        await using var consumer = new Consumer<string?, Ride>(
            new ConsumerOptions
            {
                BootstrapServers = servers,
                GroupId = DemoSettings.Group,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                EnableAutoCommit = false,
            },
            Deserializers.String,
            Deserializers.Json(RideJson.Default.Ride));
        var publisher = new RidePublisher(settings, rideProducer, progress, time, terminal);
        var reader = new RideReader(consumer, counts, progress, time, terminal, settings.Quiet);
        await RunBothAsync(stop => publisher.RunAsync(rows, reader.Ready, stop), reader, progress, cancellation);
        var (next, ends) = await PlacesAsync(admin, cancellation);
        return Result(publisher, progress, counts, ends.Zip(next, (end, at) => end - at).Sum());
    }

    private static async Task RunBothAsync(
        Func<CancellationToken, Task> publish, RideReader reader, DemoProgress progress, CancellationToken cancellation)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] parts =
        [
            Task.Run(() => publish(failed.Token), failed.Token),
            Task.Run(() => reader.RunAsync(progress.AllConsumed, failed.Token), failed.Token),
        ];
        await foreach (var part in Task.WhenEach(parts))
        {
            if (!part.IsCompletedSuccessfully)
            {
                // The other part would wait for ever; what it says then is only the echo.
                await failed.CancelAsync();
                await Task.WhenAll(parts).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                await part;
            }
            else if (part == parts[0])
            {
                await WaitForReaderAsync(progress, parts[1]);
            }
        }
    }

    private static async Task WaitForReaderAsync(DemoProgress progress, Task reading)
    {
        var before = -1L;
        while (!progress.AllConsumed.IsCompleted && !reading.IsCompleted)
        {
            var now = progress.Consumed;
            if (now == before)
            {
                throw CommandException.Failed($"no ride arrived for {Patience.TotalSeconds} s: {now} of {progress.Produced.Sum()} consumed");
            }
            before = now;
            await Task.WhenAny(progress.AllConsumed, reading, Task.Delay(Patience));
        }
    }

    private static async Task<DemoProgress> PrepareAsync(AdminClient admin, TimeProvider time, CancellationToken cancellation)
    {
        await CreateAsync(admin, new NewTopic(DemoSettings.RidesTopic, DemoSettings.Partitions)
        {
            Configs = new Dictionary<string, string> { ["retention.ms"] = $"{(long)DemoSettings.Retention.TotalMilliseconds}" },
        }, cancellation);
        await CreateAsync(admin, new NewTopic(DemoSettings.CountsTopic, 1)
        {
            Configs = new Dictionary<string, string> { ["cleanup.policy"] = "compact" },
        }, cancellation);
        var (next, ends) = await PlacesAsync(admin, cancellation);
        return new DemoProgress(time, ends, next);
    }

    /// <summary>For each partition of <c>rides</c>: the offset the group goes on at, and the end.</summary>
    private static async Task<(long[] Next, long[] Ends)> PlacesAsync(AdminClient admin, CancellationToken cancellation)
    {
        var partitions = PartitionOffsets.Of(await admin.DescribeTopicAsync(DemoSettings.RidesTopic, cancellation));
        var ends = await PartitionOffsets.ListAsync(admin, partitions, OffsetSpec.Latest, cancellation);
        var starts = await PartitionOffsets.ListAsync(admin, partitions, OffsetSpec.Earliest, cancellation);
        var committed = await admin.ListGroupOffsetsAsync(DemoSettings.Group, cancellationToken: cancellation);
        return (
            [.. partitions.Select(p => committed.TryGetValue(p, out var commit) ? Math.Max(commit.Offset, starts[p]) : starts[p])],
            [.. partitions.Select(p => ends[p])]);
    }

    private static async Task CreateAsync(AdminClient admin, NewTopic topic, CancellationToken cancellation)
    {
        try
        {
            await admin.CreateTopicAsync(topic, cancellation);
        }
        catch (KafkaException error) when (error.ErrorCode == ErrorCode.TopicAlreadyExists)
        {
            // A data directory that was used before.
        }
    }

    private static DemoJson Result(RidePublisher publisher, DemoProgress progress, LocationCounts counts, long groupLag)
    {
        var produced = progress.Produced;
        var seconds = progress.Elapsed.TotalSeconds;
        return new DemoJson(
            produced.Sum(),
            progress.Consumed,
            publisher.Invalid,
            produced,
            groupLag,
            Math.Round(seconds, 3),
            seconds > 0 ? Math.Round(progress.Consumed / seconds, 1) : 0,
            LatencyJson.Of(progress.Acknowledged),
            LatencyJson.Of(progress.EndToEnd),
            counts.Top(TopCount));
    }

    private static ProducerOptions ProducerTo(string servers) => new() { BootstrapServers = servers, Acks = Acks.All };

    private static IEnumerable<RideRow> MadeUp(ulong seed)
    {
        var generator = new RideGenerator(seed);
        while (true)
        {
            yield return new RideRow(generator.Next(), null);
        }
    }

    private static IEnumerable<RideRow> FirstRides(IEnumerable<RideRow> rows, long count)
    {
        foreach (var row in rows)
        {
            yield return row;
            if (row.Ride is not null && --count <= 0)
            {
                yield break;
            }
        }
    }
}
