using Microsoft.Extensions.Logging;
using Weir.Client.Diagnostics;

namespace Weir.Client.Sharing;

/// <summary>Results of acknowledgements, kept until a flow of the program comes by to hear them.</summary>
/// <remarks>Thread model: any thread. One thread at a time runs the handler; the queue is guarded by the lock.</remarks>
internal sealed class AcknowledgementReports(ILogger logger, string clientId)
{
    private readonly Lock _lock = new();
    private readonly Queue<AcknowledgementResult> _queue = [];
    private readonly KeyValuePair<string, object?> _clientTag = new("messaging.client.id", clientId);
    private bool _isTelling;

    /// <summary>The program's handler; null when it does not want to know.</summary>
    public Action<AcknowledgementResult>? Handler { get; set; }

    public void Add(TopicPartition partition, IReadOnlyList<AcknowledgedRange> ranges, KafkaException? error)
    {
        long count = 0;
        foreach (AcknowledgedRange range in ranges)
        {
            count += range.IsGap ? 0 : range.Last - range.First + 1;
        }

        if (count == 0)
        {
            return;
        }

        ClientDiagnostics.Acknowledgements.Add(
            count,
            _clientTag,
            new KeyValuePair<string, object?>("messaging.destination.name", partition.Topic),
            new KeyValuePair<string, object?>("error.type", error?.ErrorCode.ToString()));
        if (error is not null)
        {
            Log.AcknowledgementFailed(logger, count, partition.Topic, partition.Partition, error.Message);
        }

        if (Handler is not null)
        {
            var result = new AcknowledgementResult(partition, Offsets(ranges), error);
            lock (_lock)
            {
                _queue.Enqueue(result);
            }
        }
    }

    /// <summary>Calls the handler for what has come in. If another thread is doing so, it goes on with the rest.</summary>
    public void Tell()
    {
        while (TryTake(out AcknowledgementResult? result))
        {
            try
            {
                Handler?.Invoke(result);
            }
#pragma warning disable CA1031 // The program's handler may throw anything, and the results behind it are still to be told.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.AcknowledgementHandlerFailed(logger, e);
            }
            finally
            {
                lock (_lock)
                {
                    _isTelling = false;
                }
            }
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AcknowledgementResult? result)
    {
        lock (_lock)
        {
            result = null;
            return !_isTelling && (_isTelling = _queue.TryDequeue(out result));
        }
    }

    private static List<long> Offsets(IReadOnlyList<AcknowledgedRange> ranges)
    {
        List<long> offsets = [];
        foreach (AcknowledgedRange range in ranges)
        {
            for (long offset = range.First; !range.IsGap && offset <= range.Last; offset++)
            {
                offsets.Add(offset);
            }
        }

        return offsets;
    }
}
