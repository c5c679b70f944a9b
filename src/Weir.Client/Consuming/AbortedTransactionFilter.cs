using System.Buffers.Binary;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Client.Consuming;

/// <summary>Leaves out the batches of aborted transactions, by the list that comes with a fetch (KIP-98, isolation.level=read_committed).</summary>
/// <remarks>Thread model: owned by the consuming flow.</remarks>
internal sealed class AbortedTransactionFilter
{
    private const short AbortMarker = 0;

    private readonly PriorityQueue<long, long> _upcoming = new();
    private readonly HashSet<long> _aborting = [];

    /// <summary>Starts on another chunk.</summary>
    public void Start(IReadOnlyList<FetchResponse.AbortedTransaction> aborted)
    {
        _upcoming.Clear();
        _aborting.Clear();
        foreach (FetchResponse.AbortedTransaction transaction in aborted)
        {
            _upcoming.Enqueue(transaction.ProducerId, transaction.FirstOffset);
        }
    }

    /// <summary>Call for every batch in order.</summary>
    public bool IsAborted(in RecordBatchHeader header, ReadOnlyMemory<byte> batch)
    {
        while (_upcoming.TryPeek(out long producerId, out long firstOffset) && firstOffset <= header.LastOffset)
        {
            _upcoming.Dequeue();
            _aborting.Add(producerId);
        }

        if (header.IsControl)
        {
            if (IsAbortMarker(batch))
            {
                _aborting.Remove(header.ProducerId);
            }

            return false;
        }

        return header.IsTransactional && _aborting.Contains(header.ProducerId);
    }

    /// <summary>The marker's key is a version and a type, two bytes each.</summary>
    private static bool IsAbortMarker(ReadOnlyMemory<byte> batch)
    {
        using var reader = new RecordBatchReader();
        reader.Open(batch, verifyCrc: false);
        return reader.TryRead(out Record marker)
            && marker.Key is { Length: >= 4 } key
            && BinaryPrimitives.ReadInt16BigEndian(key.Span[2..]) == AbortMarker;
    }
}
