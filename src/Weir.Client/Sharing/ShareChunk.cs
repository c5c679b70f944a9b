using Weir.Client.Networking;
using Weir.Protocol.Messages;

namespace Weir.Client.Sharing;

/// <summary>Batches of one partition out of one answer, and which of their offsets were acquired.</summary>
/// <param name="holding">Where acknowledgements of them belong.</param>
/// <param name="lease">The answer's memory, of which this is a user.</param>
/// <param name="batches">Whole batches, with records in them that are others'.</param>
/// <param name="acquired">In order of offsets, without overlaps.</param>
/// <param name="lockedUntil">When the locks run out, in the time provider's timestamp units.</param>
internal sealed class ShareChunk(
    ShareHolding holding, FrameLease lease, ReadOnlyMemory<byte> batches, IReadOnlyList<ShareFetchResponse.AcquiredRecords> acquired, long lockedUntil)
{
    public ShareHolding Holding => holding;

    public ReadOnlyMemory<byte> Batches => batches;

    public IReadOnlyList<ShareFetchResponse.AcquiredRecords> Acquired => acquired;

    public long LockedUntil => lockedUntil;

    public void Release() => lease.Release();
}
