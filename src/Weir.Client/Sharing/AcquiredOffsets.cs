using Weir.Protocol.Messages;

namespace Weir.Client.Sharing;

/// <summary>Walks the acquired offsets of a chunk in order; what is passed over has no record, and is told so to the broker.</summary>
/// <remarks>Thread model: owned by the consuming flow.</remarks>
internal struct AcquiredOffsets
{
    private readonly ShareChunk _chunk;
    private readonly ShareLedger _ledger;
    private int _range;

    public AcquiredOffsets(ShareChunk chunk, ShareLedger ledger)
    {
        _chunk = chunk;
        _ledger = ledger;
        Next = chunk.Acquired.Count > 0 ? chunk.Acquired[0].FirstOffset : long.MaxValue;
    }

    /// <summary>The first acquired offset that nothing has become of yet; the largest number behind the last.</summary>
    public long Next { get; private set; }

    public readonly bool IsAtEnd => _range >= _chunk.Acquired.Count;

    public readonly short DeliveryCount => Range.DeliveryCount;

    private readonly ShareFetchResponse.AcquiredRecords Range => _chunk.Acquired[_range];

    /// <summary>Goes up to an offset.</summary>
    /// <param name="offset">The first offset not to be passed over.</param>
    /// <param name="fate">What the acquired ones before it are acknowledged as.</param>
    /// <returns>Whether it is acquired itself.</returns>
    public bool MoveTo(long offset, sbyte fate)
    {
        while (!IsAtEnd && Next < offset)
        {
            long last = Math.Min(Range.LastOffset, offset - 1);
            _ledger.Settle(_chunk.Holding, Next, last, fate);
            MovePast(last);
        }

        return Next == offset && !IsAtEnd;
    }

    /// <summary>Something has become of everything up to here.</summary>
    public void MovePast(long offset)
    {
        if (offset < Range.LastOffset)
        {
            Next = offset + 1;
        }
        else
        {
            _range++;
            Next = IsAtEnd ? long.MaxValue : Range.FirstOffset;
        }
    }
}
