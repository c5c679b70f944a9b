using System.Text;
using Weir.Client;
using Weir.Output;
using Weir.Rides;

namespace Weir.Demo;

/// <summary>Consumes rides in the tutorial's group: prints each drop-off location, counts each pickup location.</summary>
/// <remarks>
/// Thread model: one owner. Offsets are committed only after the counts of those rides are acknowledged: a crash may count a ride
/// twice, never not at all.
/// </remarks>
internal sealed class RideReader(
    Consumer<string?, Ride> consumer, LocationCounts counts, DemoProgress progress, TimeProvider time, Terminal terminal, bool quiet)
{
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(1);
    private readonly StringBuilder _lines = new();
    private readonly FirstAssignment _assignment = new();

    /// <summary>Completes when the group has given the reader its partitions.</summary>
    public Task Ready => _assignment.Happened;

    /// <summary>Consumes until <paramref name="allConsumed"/> completes; then everything consumed is committed.</summary>
    public async Task RunAsync(Task allConsumed, CancellationToken cancellation)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var stop = allConsumed.ContinueWith(_ => done.Cancel(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        consumer.Subscribe([DemoSettings.RidesTopic], _assignment);
        var committedAt = time.GetTimestamp();
        try
        {
            await foreach (var batch in consumer.ConsumeBatchesAsync(done.Token))
            {
                await TakeAsync(batch, cancellation);
                if (time.GetElapsedTime(committedAt) >= CommitInterval)
                {
                    await CommitAsync(cancellation);
                    committedAt = time.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException) when (allConsumed.IsCompletedSuccessfully)
        {
            // All rides have arrived.
        }
        await CommitAsync(cancellation);
        await stop;
    }

    private async ValueTask TakeAsync(ConsumeBatch<string?, Ride> batch, CancellationToken cancellation)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var record = batch.Records.Span[i];
            _lines.Append(record.Value.DropoffLocationId).Append('\n');
            await counts.AddAsync(record.Key!, cancellation);
            progress.OnConsumed(record.Key!, record.Partition, record.Offset);
        }
        if (!quiet)
        {
            terminal.Out.Write(_lines);
        }
        _lines.Clear();
    }

    private async Task CommitAsync(CancellationToken cancellation)
    {
        await counts.FlushAsync(cancellation);
        await consumer.CommitAsync(cancellation);
    }
}
