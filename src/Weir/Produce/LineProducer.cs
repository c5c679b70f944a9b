using System.Buffers;
using Weir.Client;
using Weir.CommandLine;

namespace Weir.Produce;

/// <summary>Sends each line of a stream as a record, and keeps count.</summary>
/// <remarks>Thread model: one owner runs it; delivery reports come on the client's threads and touch the counters only.</remarks>
internal sealed class LineProducer(ProduceSettings settings, Producer<byte[]?, byte[]?> producer)
{
    private long _acknowledged;
    private long _failed;
    private KafkaException? _firstError;

    public long Acknowledged => Volatile.Read(ref _acknowledged);

    public long Failed => Volatile.Read(ref _failed);

    public KafkaException? FirstError => Volatile.Read(ref _firstError);

    /// <summary>Sends all lines; when it returns, each record is acknowledged or counted as failed. Cancelling ends the reading, not the sending.</summary>
    /// <exception cref="CommandException">A line cannot be a record; those before it have been sent.</exception>
    public async Task RunAsync(LineSource lines, CancellationToken cancellation)
    {
        try
        {
            while (await FillAsync(lines, cancellation))
            {
                while (Failed == 0 && lines.TryRead(out var line))
                {
                    var record = ToRecord(line, lines.Line);
                    await producer.PostAsync(record, OnDelivery, this, CancellationToken.None);
                }
                if (Failed > 0)
                {
                    break;
                }
            }
        }
        finally
        {
            await producer.FlushAsync(CancellationToken.None);
        }
    }

    private static async ValueTask<bool> FillAsync(LineSource lines, CancellationToken cancellation)
    {
        try
        {
            // A terminal's read cannot be cancelled, so the wait for it is.
            return await lines.FillAsync(cancellation).AsTask().WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void OnDelivery(DeliveryReport report)
    {
        var self = (LineProducer)report.State!;
        if (report.IsDelivered)
        {
            Interlocked.Increment(ref self._acknowledged);
            return;
        }
        Interlocked.CompareExchange(ref self._firstError, report.Error, null);
        Interlocked.Increment(ref self._failed);
    }

    private ProducerRecord<byte[]?, byte[]?> ToRecord(ReadOnlySequence<byte> line, long number)
    {
        byte[]? key = null;
        var value = line.ToArray();
        if (settings.KeySeparator is { } separator)
        {
            var at = value.AsSpan().IndexOf(separator);
            if (at < 0)
            {
                throw CommandException.BadInput(
                    $"line {number} has no key separator '{System.Text.Encoding.UTF8.GetString(separator)}'; the lines before it were sent");
            }
            key = value[..at];
            value = value[(at + separator.Length)..];
        }
        return new ProducerRecord<byte[]?, byte[]?>(settings.Topic, Marked(key), Marked(value))
        {
            Partition = settings.Partition,
            Headers = settings.Headers,
        };
    }

    private byte[]? Marked(byte[]? bytes) =>
        bytes is not null && settings.NullMarker is { } marker && bytes.AsSpan().SequenceEqual(marker) ? null : bytes;
}
