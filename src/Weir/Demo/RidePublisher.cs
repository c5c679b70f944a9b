using System.Globalization;
using Weir.Client;
using Weir.CommandLine;
using Weir.Output;
using Weir.Rides;

namespace Weir.Demo;

/// <summary>Publishes rides to <c>rides</c>, keyed by pickup location.</summary>
/// <remarks>Thread model: one owner runs it; delivery reports come on the client's threads and only touch the progress and the first error.</remarks>
internal sealed class RidePublisher(DemoSettings settings, Producer<string?, Ride> producer, DemoProgress progress, TimeProvider time, Terminal terminal)
{
    private KafkaException? _firstError;

    /// <summary>Rows that held no ride.</summary>
    public long Invalid { get; private set; }

    /// <summary>Publishes all rides once a reader is ready; when it returns, every one is acknowledged.</summary>
    /// <exception cref="CommandException">A ride was not acknowledged, or a row is bad and the demo is strict: exit code 1.</exception>
    public async Task RunAsync(IEnumerable<RideRow> rows, Task readerIsReady, CancellationToken cancellation)
    {
        // Connections and the group come first, so that the latencies are those of rides.
        await producer.PartitionCountAsync(DemoSettings.RidesTopic, cancellation);
        await readerIsReady.WaitAsync(cancellation);
        var sent = 0L;
        var first = 0L;
        foreach (var row in rows)
        {
            if (row.Ride is not { } ride)
            {
                Refuse(row.Error!);
                continue;
            }
            await PaceAsync(sent, first, cancellation);
            var sentAt = await SendAsync(ride, cancellation);
            first = sent++ == 0 ? sentAt : first;
            if (Volatile.Read(ref _firstError) is not null)
            {
                break;
            }
        }
        await producer.FlushAsync(cancellation);
        if (_firstError is { } error)
        {
            throw CommandException.Failed($"a ride was not acknowledged: {FailureText.OneLine(error.Message)}", error);
        }
        progress.OnPublished();
    }

    private async ValueTask<long> SendAsync(Ride ride, CancellationToken cancellation)
    {
        var key = ride.PickupLocationId.ToString(CultureInfo.InvariantCulture);
        var sentAt = await progress.SendingAsync(key, cancellation);
        await producer.PostAsync(
            new ProducerRecord<string?, Ride>(DemoSettings.RidesTopic, key, ride), report => OnDelivery(report, sentAt), cancellationToken: cancellation);
        return sentAt;
    }

    private void OnDelivery(DeliveryReport report, long sentAt)
    {
        if (report.Error is { } error)
        {
            Interlocked.CompareExchange(ref _firstError, error, null);
            return;
        }
        progress.OnAcknowledged(report.Metadata.Partition, report.Metadata.Offset, sentAt);
    }

    private void Refuse(RideCsvError error)
    {
        Invalid++;
        var message = $"{settings.CsvFile}, {error}";
        if (settings.Strict)
        {
            throw CommandException.Failed(message);
        }
        terminal.Complain(message);
    }

    private async ValueTask PaceAsync(long sent, long first, CancellationToken cancellation)
    {
        if (settings.Rate > 0 && sent > 0)
        {
            var ahead = TimeSpan.FromSeconds(sent / settings.Rate) - time.GetElapsedTime(first);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, time, cancellation);
            }
        }
    }
}
